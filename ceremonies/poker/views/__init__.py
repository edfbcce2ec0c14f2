"""The pages of planning poker: each view asks one service and answers."""
