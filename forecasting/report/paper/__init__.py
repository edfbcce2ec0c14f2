"""The report on paper: a tagged PDF (PDF/UA-1) with real text, and its charts as pictures, by Typst."""
