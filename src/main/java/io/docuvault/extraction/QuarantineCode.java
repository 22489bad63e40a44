package io.docuvault.extraction;

/** Why a document is in quarantine; the names are part of the API and stay. */
public final class QuarantineCode {

    public static final String PARSER_CRASHED = "parser_crashed";
    public static final String OUT_OF_MEMORY = "out_of_memory";
    public static final String TIMED_OUT = "timed_out";
    public static final String ENCRYPTED = "encrypted";
    public static final String CORRUPT = "corrupt";
    public static final String ARCHIVE_BOMB = "archive_bomb";

    private QuarantineCode() {}
}
