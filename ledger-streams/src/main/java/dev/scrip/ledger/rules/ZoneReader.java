package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Zone;
import dev.scrip.schemas.Nearest;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Time zones by name, with every change of offset up to the year 2100, so that no node's own data
 * decides later what midnight was.
 */
final class ZoneReader {
  private static final Instant FROM = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2101-01-01T00:00:00Z");
  private static final Set<String> KNOWN = ZoneId.getAvailableZoneIds();

  private final Faults faults;
  private final Map<String, Zone> named = new TreeMap<>();

  ZoneReader(Faults faults) {
    this.faults = faults;
  }

  /** The name of a zone, now among those the rules carry; UTC without the key. */
  String zone(Block block) {
    String name = block.text("zone", Zone.UTC.name());
    if (KNOWN.contains(name)) {
      named.computeIfAbsent(name, ZoneReader::resolve);
      return name;
    }
    String nearest = Nearest.word(name, KNOWN);
    faults.add(
        block.at("zone"),
        "unknown time zone "
            + Words.quoted(name)
            + ": "
            + (nearest.isEmpty()
                ? "write a name of the IANA list, such as UTC or Europe/Berlin"
                : "did you mean '" + nearest + "'?"));
    return Zone.UTC.name();
  }

  /** All zones named so far, by name. */
  List<Zone> zones() {
    return List.copyOf(named.values());
  }

  static Zone resolve(String name) {
    ZoneRules rules = ZoneId.of(name).getRules();
    ZoneOffset first = rules.getOffset(FROM);
    if (rules.isFixedOffset()) {
      return new Zone(name, first.getTotalSeconds(), List.of(), List.of());
    }
    List<Long> transitions = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    ZoneOffsetTransition next = rules.nextTransition(FROM);
    while (next != null && next.getInstant().isBefore(UNTIL)) {
      transitions.add(next.toEpochSecond());
      offsets.add(next.getOffsetAfter().getTotalSeconds());
      next = rules.nextTransition(next.getInstant());
    }
    return new Zone(name, first.getTotalSeconds(), transitions, offsets);
  }
}
