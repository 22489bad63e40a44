package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/** A mail's words, made from its templates. */
record MailText(String subject, String text, String html) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    static MailText of(String template, String language, Map<String, String> values) {
        String[] text = filled(read(template, language, "txt"), values, UnaryOperator.identity())
                .split("\n", 2);
        String html = filled(read(template, language, "html"), values, HtmlUtils::htmlEscape);
        // A value in the subject could otherwise bring a header of its own.
        return new MailText(text[0].replaceAll("\\p{Cntrl}", " ").strip(), text[1].strip() + "\n", html);
    }

    private static String filled(String template, Map<String, String> values, UnaryOperator<String> escape) {
        return PLACE.matcher(template).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("The mail has no value for " + place.group());
            }
            return Matcher.quoteReplacement(escape.apply(value));
        });
    }

    private static String read(String template, String language, String form) {
        String path = "/mail/" + template + "." + language + "." + form;
        try (InputStream in = MailText.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no mail template " + path);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
