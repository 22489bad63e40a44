package io.docuvault.mail;

import java.util.Map;

/**
 * A mail to be written: one record per kind. Its text stands in {@code mail/<name>.<language>.txt} (the first line is the
 * subject) and {@code .html} (what goes into the layout), with {@code {{key}}} where a value goes and {@code {{site}}} for
 * the address of the web pages.
 */
public interface MailTemplate {

    String name();

    Map<String, String> values();
}
