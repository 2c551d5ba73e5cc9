"""The form of the code, held as data and checked: ladder, purity, sizes, words, excuses and locks."""
