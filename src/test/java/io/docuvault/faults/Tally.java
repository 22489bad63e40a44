package io.docuvault.faults;

import java.util.Map;
import java.util.TreeMap;

/** Counts what was done and what came of it, and prints that. */
final class Tally {

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    synchronized void count(String row, String column) {
        counts.computeIfAbsent(row, _ -> new TreeMap<>()).merge(column, 1, Integer::sum);
    }

    synchronized int of(String row, String column) {
        return counts.getOrDefault(row, Map.of()).getOrDefault(column, 0);
    }

    synchronized void print(String title) {
        System.out.println("--- " + title);
        counts.forEach((row, columns) -> System.out.printf("%-32s %s%n", row, columns));
    }
}
