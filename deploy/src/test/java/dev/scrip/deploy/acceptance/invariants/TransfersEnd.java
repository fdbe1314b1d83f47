package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Told.Given;
import dev.scrip.deploy.acceptance.invariants.Told.Transit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every transfer that was sent is settled or restored, exactly once. Settled: exactly those credits
 * arrived in the other wallet, once, as they were. Restored: they came back to the grants that they
 * were taken from, and nothing arrived. Nothing arrives that was not sent.
 */
final class TransfersEnd implements Whole.Rule {
  /** All that lines say of one transfer. */
  private static final class Story {
    final List<Told> sent = new ArrayList<>();
    final List<Told> taken = new ArrayList<>();
    final List<Told> ended = new ArrayList<>();
  }

  @Override
  public String name() {
    return "I1d a transfer arrives or comes back, once";
  }

  @Override
  public Stream<String> breaches(Whole whole) {
    Map<String, Story> stories = new TreeMap<>();
    for (Told line : whole.passages()) {
      boolean taken = line.type().equals("TRANSFER_RECEIVED");
      String from = taken ? line.counterparty() : line.wallet();
      Story story = stories.computeIfAbsent(from + " " + line.reference(), _ -> new Story());
      (taken ? story.taken : line.type().equals("TRANSFER_SENT") ? story.sent : story.ended)
          .add(line);
    }
    List<String> breaches = new ArrayList<>();
    stories.forEach((transfer, story) -> {
      if (story.sent.size() != 1 || story.sent.getFirst().dealings().sent().size() != 1) {
        breaches.add("%s: sent %d times".formatted(transfer, story.sent.size()));
      } else if (story.ended.size() != 1) {
        breaches.add(
            story.ended.isEmpty()
                ? transfer + ": is still in transit"
                : "%s: ended %d times".formatted(transfer, story.ended.size()));
      } else {
        judge(breaches, transfer, story, story.sent.getFirst().dealings().sent().getFirst());
      }
    });
    return breaches.stream();
  }

  private static void judge(List<String> breaches, String transfer, Story story, Transit transit) {
    Told ended = story.ended.getFirst();
    Map<String, Long> slices = new TreeMap<>();
    transit.slices().forEach(slice -> slices.merge(slice.grant(), slice.amount(), Math::addExact));
    Map<String, Long> out = new TreeMap<>(story.sent.getFirst().moved("TRANSFER"));
    out.replaceAll((_, micros) -> -micros);
    expect(breaches, transfer, "left", slices, out);
    if (ended.sequence() < story.sent.getFirst().sequence()
        || !ended.dealings().endedTransits().equals(List.of(transit.id()))) {
      breaches.add("%s: %s ends %s".formatted(transfer, ended.event(), ended.dealings()));
    }
    boolean settled = ended.type().equals("TRANSFER_SETTLED");
    expect(breaches, transfer, "came back", settled ? Map.of() : slices, ended.moved("TRANSFER"));
    expect(breaches, transfer, "times it arrived", settled ? 1 : 0, story.taken.size());
    if (settled && story.taken.size() == 1) {
      Told taken = story.taken.getFirst();
      expect(breaches, transfer, "arrived at", transit.to(), taken.wallet());
      expect(
          breaches,
          transfer,
          "arrived",
          transit.slices().stream().map(Given::terms).toList(),
          taken.grants().stream().map(Given::terms).toList());
    }
  }

  private static void expect(
      List<String> breaches, String transfer, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      breaches.add("%s: %s: expected %s, found %s".formatted(transfer, what, expected, found));
    }
  }
}
