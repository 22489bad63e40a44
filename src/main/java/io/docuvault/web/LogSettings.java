package io.docuvault.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the log is written. Logging begins before settings are looked at: here it is only made sure that there is such a
 * format; with another one the complaint is written as text.
 */
@ConfigurationProperties("docuvault.log")
record LogSettings(@DefaultValue("text") Format format) {

    enum Format {
        TEXT,
        JSON
    }
}
