package io.docuvault.classification;

import io.docuvault.shared.SettingException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What models cost. A model that is not in the list costs as the dearest of the list, so that no budget is missed. */
@Component
class Prices {

    /** For a million tokens of input and output, which is also millionths of the currency for one. */
    record Price(double input, double output) {

        long micros(long inputTokens, long outputTokens) {
            return (long) Math.ceil(inputTokens * input + outputTokens * output);
        }
    }

    private static final Price NOTHING = new Price(0, 0);

    /** What a model's name may go on with and still be the same model's: a date, or that it is the latest. */
    private static final Pattern SAME_MODEL = Pattern.compile("-(?:latest|\\d{8}|\\d{4}-\\d{2}-\\d{2}|\\d{4})");

    /** By the model's name. */
    private static final Map<String, Price> KNOWN = Map.ofEntries(
            Map.entry("claude-opus-4", new Price(15, 75)),
            Map.entry("claude-opus-4-0", new Price(15, 75)),
            Map.entry("claude-opus-4-1", new Price(15, 75)),
            Map.entry("claude-opus-4-5", new Price(5, 25)),
            Map.entry("claude-opus-4-6", new Price(5, 25)),
            Map.entry("claude-sonnet-4", new Price(3, 15)),
            Map.entry("claude-sonnet-4-0", new Price(3, 15)),
            Map.entry("claude-sonnet-4-5", new Price(3, 15)),
            Map.entry("claude-sonnet-4-6", new Price(3, 15)),
            Map.entry("claude-haiku-4-5", new Price(1, 5)),
            Map.entry("gpt-4o", new Price(2.5, 10)),
            Map.entry("gpt-4o-mini", new Price(0.15, 0.6)),
            Map.entry("gpt-4.1", new Price(2, 8)),
            Map.entry("gpt-4.1-mini", new Price(0.4, 1.6)),
            Map.entry("gpt-4.1-nano", new Price(0.1, 0.4)),
            Map.entry("gpt-5", new Price(1.25, 10)),
            Map.entry("gpt-5-pro", new Price(15, 120)),
            Map.entry("gpt-5-mini", new Price(0.25, 2)),
            Map.entry("gpt-5-nano", new Price(0.05, 0.4)));

    private final TreeMap<String, Price> list = new TreeMap<>(KNOWN);

    Prices(ModelSettings settings) {
        settings.prices().stream().filter(entry -> !entry.isBlank()).forEach(this::add);
    }

    private void add(String entry) {
        String[] parts = entry.strip().split("[=/]", -1);
        try {
            if (parts.length == 3 && !parts[0].isBlank()) {
                Price price = new Price(Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
                if (price.input() >= 0 && price.output() >= 0) {
                    list.put(parts[0].strip(), price);
                    return;
                }
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new SettingException(
                "AI_PRICES has to be a list such as gpt-4o=2.5/10,claude-sonnet-*=3/15 and not: " + entry);
    }

    Price of(ModelAccount account) {
        if (account.local()) {
            return NOTHING;
        }
        return list.entrySet().stream()
                .filter(entry -> isOf(entry.getKey(), account.model()))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue)
                .orElseGet(this::dearest);
    }

    /** Whether an entry is about a model: its very name, perhaps with a date, or what an entry with a star begins with. */
    private static boolean isOf(String entry, String model) {
        if (entry.endsWith("*")) {
            return model.startsWith(entry.substring(0, entry.length() - 1));
        }
        return model.startsWith(entry)
                && (model.length() == entry.length()
                        || SAME_MODEL.matcher(model.substring(entry.length())).matches());
    }

    private Price dearest() {
        return list.values().stream()
                .max(Comparator.comparingDouble(price -> price.input() + price.output()))
                .orElseThrow();
    }
}
