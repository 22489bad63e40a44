package io.docuvault.shared;

/** A setting is missing or makes no sense: a sentence for the operator that names it, and shows no secret. */
public final class SettingException extends IllegalArgumentException {

    public SettingException(String sentence) {
        super(sentence);
    }
}
