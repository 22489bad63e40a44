package io.docuvault.classification.builtin;

import io.docuvault.classification.DocumentText;
import java.util.List;

/** A document as far as it can be understood by itself. */
record AnalysedDocument(String text, List<Token> tokens, List<Lexicon.Match> ideas) {

    static AnalysedDocument of(DocumentText document) {
        String text = document.excerpt();
        List<Token> tokens = Tokens.of(document, text);
        return new AnalysedDocument(text, tokens, Lexicon.EVERYDAY.matches(tokens));
    }
}
