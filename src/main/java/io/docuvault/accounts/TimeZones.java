package io.docuvault.accounts;

import io.docuvault.shared.ProblemException;
import java.time.ZoneId;

/** The time zones that a user may choose: those of the IANA database that this Java platform knows. */
final class TimeZones {

    static final String DEFAULT = "UTC";

    private TimeZones() {}

    /** @throws ProblemException if there is no such zone */
    static String require(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw ProblemException.invalid(
                    "timeZone", "unknown_time_zone", "There is no such time zone; choose one such as Europe/Vienna.");
        }
        return name;
    }
}
