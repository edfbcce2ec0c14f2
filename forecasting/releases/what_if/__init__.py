"""What-ifs: a release's forecast with less scope, other capacity or another date; nothing is changed by them."""
