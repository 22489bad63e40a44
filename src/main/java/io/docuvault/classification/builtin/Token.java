package io.docuvault.classification.builtin;

/**
 * A word of a document.
 *
 * @param stem its common form, the same for its inflections
 * @param word itself, in lower case and without accents
 * @param start where it begins in the document's text, or -1 for a word of the title or file name
 * @param weight how much it counts for where it stands: what a document is, it says at the beginning
 * @param follows whether the token before it is also the word before it
 */
record Token(String stem, String word, int start, double weight, boolean follows) {}
