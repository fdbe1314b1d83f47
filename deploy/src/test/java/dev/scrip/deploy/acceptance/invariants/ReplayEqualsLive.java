package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Replayed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two replays of the command log, each in a fresh process, come to the same heads and to the very
 * bytes that stand in the event topics.
 */
public final class ReplayEqualsLive implements Invariant {
  @Override
  public String name() {
    return "I7 replay = live";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    if (evidence.replays().size() < 2) {
      breaches.add("expected two replays, found " + evidence.replays().size());
    }
    for (Replayed replay : evidence.replays()) {
      if (!replay.digests().equals(evidence.digests())) {
        breaches.add(
            "the topics have %s, a replay made %s".formatted(evidence.digests(), replay.digests()));
      }
      if (!replay.heads().equals(evidence.replays().getFirst().heads())) {
        breaches.add("two replays came to different heads");
      }
    }
    return breaches.stream();
  }
}
