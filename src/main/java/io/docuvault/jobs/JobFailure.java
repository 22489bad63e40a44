package io.docuvault.jobs;

/** A job has failed for good, with the reason that its owner is shown. */
public final class JobFailure extends RuntimeException {

    private final String code;

    /**
     * @param code stable, for programs
     * @param detail a sentence for a person
     */
    public JobFailure(String code, String detail) {
        super(detail);
        this.code = code;
    }

    public JobFailure(String code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
