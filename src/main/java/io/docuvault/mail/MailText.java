package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/** A mail's words, made from its templates: the text, and the same in HTML within the layout that all mails share. */
record MailText(String subject, String text, String html) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    /** @param site the address of the web pages, which every template may name as {@code {{site}}} */
    static MailText of(String template, String language, String site, Map<String, String> templateValues) {
        Map<String, String> values = new HashMap<>(templateValues);
        values.put("site", site);
        String name = template + "." + language;
        String[] text =
                filled(read(name + ".txt"), values, UnaryOperator.identity()).split("\n", 2);
        // A value in the subject could otherwise bring a header of its own.
        String subject = text[0].replaceAll("\\p{Cntrl}", " ").strip();
        String body = filled(read(name + ".html"), values, MailText::escaped);
        values.putAll(Map.of("language", language, "subject", subject));
        String html = filled(read("layout.html"), values, MailText::escaped).replace("<!-- body -->", body);
        return new MailText(subject, text[1].strip() + "\n", html);
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

    /** What means something in HTML only: letters stay as they are. */
    private static String escaped(String value) {
        return HtmlUtils.htmlEscape(value, UTF_8.name());
    }

    private static String read(String name) {
        try (InputStream in = MailText.class.getResourceAsStream("/mail/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no mail template " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
