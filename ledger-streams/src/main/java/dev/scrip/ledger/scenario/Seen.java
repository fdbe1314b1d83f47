package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a step came to, as far as a scenario can ask for it. Amounts are micros, instants epoch
 * milliseconds; types, causes and sources are lower case.
 *
 * @param lines of the step's wallet since its last step, rejections left out
 * @param wallet after it
 */
public record Seen(Answer answer, List<Line> lines, View wallet) {
  private static final int MOST_TOLD = 20;

  public Seen {
    lines = List.copyOf(lines);
  }

  /** What the sender is answered. */
  public sealed interface Answer {}

  /**
   * Accepted, now or before.
   *
   * @param slices what each grant paid, held or got back, in the answer's order
   */
  public record Accepted(
      String type, long amount, long shortfall, boolean replayed, List<Slice> slices)
      implements Answer {
    public Accepted {
      slices = List.copyOf(slices);
    }
  }

  /**
   * Refused, now or before.
   *
   * @param reasons of all violated conditions, in precedence
   * @param limit of the first condition; empty = it is about none
   * @param required of the first condition, {@link Times#UNSET} = means nothing, and available
   */
  public record Refused(
      List<String> reasons,
      long retryAt,
      String limit,
      long required,
      long available,
      boolean replayed)
      implements Answer {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }

  /** Nothing was asked. */
  public record Looked() implements Answer {}

  /**
   * Micros of a grant.
   *
   * @param grant empty = overdraft
   */
  public record Slice(String grant, String source, long amount) {}

  /**
   * An entry or a depletion event.
   *
   * @param amount entry: what it is about; event: what expires or is to be bought, else the
   *     threshold
   * @param scope of a depletion: the actions it is about, a space between; empty = all of the pool
   * @param cause of a depletion; empty = none
   * @param reference entry: the id it is about; event: the grant that will expire
   * @param now whether it took effect when it was decided
   * @param detail for people: what it did to each grant
   */
  public record Line(
      boolean event,
      String type,
      String pool,
      long amount,
      String scope,
      String cause,
      String limit,
      String reference,
      String source,
      long at,
      boolean now,
      String detail) {

    /** One line for people. */
    String text() {
      StringBuilder text = new StringBuilder(type);
      if (amount != 0) {
        text.append(' ').append(Micros.text(amount));
      }
      word(word(text, pool), scope).append(cause.isEmpty() ? "" : " " + cause);
      word(text, limit);
      if (!now) {
        text.append(" @").append(Instant.ofEpochMilli(at));
      }
      return text.append(detail.isEmpty() ? "" : " (" + detail + ")").toString();
    }

    private static StringBuilder word(StringBuilder text, String word) {
      return word.isEmpty() ? text : text.append(' ').append(word);
    }
  }

  /** A wallet. */
  public record View(String plan, Map<String, Pool> pools, List<Grant> grants, List<Use> uses) {
    public View {
      pools = Map.copyOf(pools);
      grants = List.copyOf(grants);
      uses = List.copyOf(uses);
    }

    /** One line for people. */
    String text() {
      return "plan "
          + (plan.isEmpty() ? "none" : plan)
          + new TreeMap<>(pools)
              .entrySet().stream()
                  .map(pool -> ", " + pool.getKey() + " " + Micros.text(pool.getValue().balance()))
                  .collect(Collectors.joining());
    }
  }

  /**
   * A pool of the wallet.
   *
   * @param balance left and held of active grants
   * @param suspended left of suspended grants
   * @param resetsAt {@link Times#NEVER} = no recurring grant
   */
  public record Pool(long balance, long held, long spendable, long suspended, long resetsAt) {
    static final Pool NONE = new Pool(0, 0, 0, 0, Times.NEVER);
  }

  /** What is left and free of a grant. */
  public record Grant(String id, String source, long left) {}

  /** Use of a limit in its open window; subject empty = the wallet. */
  public record Use(String limit, String subject, long used) {}

  Pool pool(String name) {
    return wallet.pools().getOrDefault(name, Pool.NONE);
  }

  /** What happened, for people, beneath a failure: the latest lines, if there are many. */
  List<String> story() {
    List<String> story = new ArrayList<>();
    int untold = Math.max(0, lines.size() - MOST_TOLD);
    if (untold > 0) {
      story.add("… " + untold + " lines before these");
    }
    lines.subList(untold, lines.size()).forEach(line -> story.add(line.text()));
    if (answer instanceof Refused refused) {
      story.add(
          "refused: "
              + String.join(", ", refused.reasons())
              + (refused.retryAt() == Times.NEVER
                  ? ""
                  : ", would pass at " + Instant.ofEpochMilli(refused.retryAt())));
    }
    if (story.isEmpty()) {
      story.add("no line");
    }
    story.add("now " + wallet.text());
    return story;
  }
}
