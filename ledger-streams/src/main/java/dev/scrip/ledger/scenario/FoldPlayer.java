package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Stamp;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.domain.Wallet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Plays one scenario on the pure fold, in memory. */
final class FoldPlayer implements Player {
  private final Rules rules;
  private final MemoryLedger ledger;

  /** Lines of each wallet since its last step. */
  private final Map<String, List<Line>> unseen = new TreeMap<>();

  /** Source of every grant ever given, by wallet and name: what was used up may be gone. */
  private final Map<String, String> sources = new TreeMap<>();

  FoldPlayer(Scenario scenario) {
    rules = scenario.rules();
    ledger = new MemoryLedger(rules, scenario.steps().getFirst().at(), this::told);
  }

  private void told(String wallet, List<Line> lines) {
    unseen.computeIfAbsent(wallet, _ -> new ArrayList<>()).addAll(lines);
    for (Line line : lines) {
      if (line instanceof Entry entry) {
        entry
            .effects()
            .grants()
            .forEach(terms -> sources.put(wallet + "\n" + terms.id(), word(terms.source())));
      }
    }
  }

  private String source(String wallet, String grant) {
    return sources.getOrDefault(wallet + "\n" + grant, "");
  }

  @Override
  public Seen play(Scenario.Step step) {
    Decision decision = ledger.decide(step.command(), step.at());
    List<Line> lines = Optional.ofNullable(unseen.remove(step.wallet())).orElse(List.of());
    Wallet wallet = Ledger.asOf(ledger.book(), ledger.wallet(step.wallet()), step.at());
    return new Seen(answer(step, decision), seen(lines), view(wallet, step.at()));
  }

  private Seen.Answer answer(Scenario.Step step, Decision decision) {
    return switch (decision.outcome()) {
      case Decision.Decided decided -> answer(decided.answer(), false);
      case Decision.Replayed(String id) -> answer(ledger.answer(step.wallet(), id), true);
      case Decision.Nothing() ->
          step.looks()
              ? new Seen.Looked()
              : new Seen.Accepted("nothing to do", 0, 0, true, List.of());
    };
  }

  private Seen.Answer answer(Line line, boolean replayed) {
    return switch (line) {
      case Entry entry ->
          new Seen.Accepted(
              word(entry.type()), entry.amount(), entry.shortfall(), replayed, slices(entry));
      case Rejection rejection -> {
        Rejection.Violation first = rejection.violations().getFirst();
        yield new Seen.Refused(
            rejection.violations().stream().map(violation -> violation.reason().name()).toList(),
            rejection.retryAt(),
            first.limit(),
            first.required(),
            first.available(),
            replayed);
      }
      case Depletion depletion ->
          throw new IllegalStateException("no command is answered by an event: " + depletion);
    };
  }

  /** What each grant paid, held or got back; what was merely released beside it is left out. */
  private List<Seen.Slice> slices(Entry entry) {
    List<Seen.Slice> slices = new ArrayList<>();
    for (Entry.Posting posting : entry.effects().postings()) {
      boolean released =
          posting.kind() == Entry.PostingKind.RELEASE && entry.type() == Entry.Type.CAPTURED;
      long amount = posting.amount() == 0 ? posting.held() : posting.amount();
      if (!released && amount != 0) {
        slices.add(
            new Seen.Slice(
                posting.grant(),
                source(entry.stamp().wallet(), posting.grant()),
                Math.abs(amount)));
      }
    }
    return slices;
  }

  private List<Seen.Line> seen(List<Line> lines) {
    List<Seen.Line> seen = new ArrayList<>();
    for (Line line : lines) {
      Stamp stamp = line.stamp();
      boolean now = stamp.effectiveAt() == stamp.decidedAt();
      switch (line) {
        case Entry entry ->
            seen.add(
                new Seen.Line(
                    false,
                    word(entry.type()),
                    entry.pool(),
                    entry.amount(),
                    "",
                    "",
                    "",
                    entry.reference(),
                    source(stamp.wallet(), entry.reference()),
                    stamp.effectiveAt(),
                    now,
                    detail(entry)));
        case Depletion event ->
            seen.add(
                new Seen.Line(
                    true,
                    word(event.type()),
                    event.pool(),
                    amount(event),
                    String.join(" ", event.scope()),
                    event.cause() == Depletion.Cause.NONE ? "" : word(event.cause()),
                    event.limit(),
                    event.grant(),
                    source(stamp.wallet(), event.grant()),
                    stamp.effectiveAt(),
                    now,
                    ""));
        case Rejection _ -> {
          // It is the step's answer, which has all of it.
        }
      }
    }
    return seen;
  }

  private static long amount(Depletion event) {
    return switch (event.type()) {
      case TOP_UP_DUE, EXPIRING_SOON -> event.amount();
      case DEPLETED, RECOVERED, LIMIT_REACHED, LIMIT_CLEARED, LOW_BALANCE, TOP_UP_LIMIT_REACHED ->
          event.threshold();
    };
  }

  private static String detail(Entry entry) {
    return entry.effects().postings().stream()
        .map(posting ->
            (posting.grant().isEmpty() ? "overdraft" : posting.grant())
                + " "
                + Micros.text(posting.before())
                + " → "
                + Micros.text(posting.after()))
        .collect(Collectors.joining(", "));
  }

  private Seen.View view(Wallet wallet, long at) {
    Map<String, Seen.Pool> pools = new LinkedHashMap<>();
    for (Rules.Pool pool : rules.pools()) {
      pools.put(pool.name(), pool(wallet, pool.name()));
    }
    return new Seen.View(
        wallet.plan(),
        pools,
        wallet.grants().stream()
            .map(grant -> new Seen.Grant(grant.id(), word(grant.source()), grant.remaining()))
            .toList(),
        wallet.windows().stream()
            .filter(window -> window.start() <= at && at < window.end())
            .map(window -> new Seen.Use(window.limit(), window.subject(), window.used()))
            .toList());
  }

  private static Seen.Pool pool(Wallet wallet, String pool) {
    long suspended =
        wallet.grants().stream()
            .filter(grant -> grant.state() == Grant.State.SUSPENDED && grant.pool().equals(pool))
            .mapToLong(Grant::remaining)
            .sum();
    long resetsAt = wallet.status() == Wallet.Status.OPEN ? wallet.nextReset(pool) : Times.NEVER;
    return new Seen.Pool(
        wallet.balance(pool), wallet.held(pool), wallet.spendable(pool), suspended, resetsAt);
  }

  private static String word(Enum<?> symbol) {
    return symbol.name().toLowerCase(Locale.ROOT);
  }
}
