package dev.scrip.deploy;

import dev.scrip.deploy.demo.Demo;
import dev.scrip.deploy.demo.DemoMark;
import dev.scrip.deploy.demo.Story;
import dev.scrip.schemas.ClusterConfig;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The demo's part in a start of {@code scrip up}: whether there is a story to tell, and telling it
 * before anything but the ledger itself listens. A story once begun is told to its end by whatever
 * start comes next, since until then the ledger stands in the past.
 */
final class DemoStart {
  private final DataFolder data;
  private final DemoMark mark;
  private final @Nullable Story story;

  private DemoStart(DataFolder data, DemoMark mark, @Nullable Story story) {
    this.data = data;
    this.mark = mark;
    this.story = story;
  }

  /** Looks at the folder; to be called before the first record of the ledger is written. */
  static DemoStart of(DataFolder data, Up.Options options) {
    DemoMark mark = new DemoMark(data.folder());
    Optional<Instant> begun = mark.begun();
    if (begun.isPresent()) {
      if (options.testClock() != null) {
        throw new Complaint(
            "The demo in %s was interrupted, and ends on real time: start it once without --test-clock."
                .formatted(data.folder()));
      }
      return new DemoStart(data, mark, Story.upTo(begun.get()));
    }
    if (!options.demo() || mark.isThere()) {
      return new DemoStart(data, mark, null);
    }
    if (data.isBegun()) {
      throw new Complaint(
          "--demo begins an empty ledger, and the one in %s is not: choose another folder with --data DIR, or leave --demo out."
              .formatted(data.folder()));
    }
    Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    mark.begin(end);
    return new DemoStart(data, mark, Story.upTo(end));
  }

  /** Whether the ledger is, or is about to be, the demo's. */
  boolean isThere() {
    return mark.isThere();
  }

  /** Whether the story is still to be told, or its end. */
  boolean isPending() {
    return story != null;
  }

  /** Where the ledger's test clock begins; null = it has none. */
  @Nullable Instant clock() {
    return story == null ? null : story.start();
  }

  /** Tells what is left of the story. */
  void tell(ClusterConfig cluster, NodeClient node, PrintWriter out) {
    if (story == null) {
      return;
    }
    if (!node.clock().equals(Instant.MIN)) {
      new Demo(cluster, node, out).tell(story);
    } else if (!node.hasWallets()) {
      mark.remove();
      throw new Complaint(
          "--demo begins an empty ledger, and the one in %s was begun without it: choose another folder with --data DIR, or leave --demo out."
              .formatted(data.folder()));
    }
    mark.finish(story.end());
  }
}
