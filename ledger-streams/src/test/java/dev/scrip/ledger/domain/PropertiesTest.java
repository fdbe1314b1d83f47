package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Histories.Carry;
import dev.scrip.ledger.domain.Histories.Do;
import dev.scrip.ledger.domain.Histories.History;
import dev.scrip.ledger.domain.Histories.Publish;
import dev.scrip.ledger.domain.Histories.Step;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds of every history, whatever the rules say. */
class PropertiesTest {
  private static final int HISTORIES = 250;

  @Test
  void shouldConserveEveryCredit() {
    forEach(history -> {
      Fold fold = run(history);
      for (Wallet wallet : fold.wallets.values()) {
        Map<String, Long> free = new TreeMap<>();
        Map<String, Long> held = new TreeMap<>();
        Map<String, Long> pools = new TreeMap<>();
        for (Line line : lines(fold, wallet.id())) {
          if (line instanceof Entry entry) {
            for (Entry.Posting posting : entry.effects().postings()) {
              String of = posting.grant().isEmpty() ? posting.pool() + " owed" : posting.grant();
              long before = free.getOrDefault(of, 0L);
              assertEquals(before, posting.before(), "before " + posting);
              assertEquals(before + posting.amount(), posting.after(), "after " + posting);
              assertTrue(
                  posting.grant().isEmpty() ? posting.after() <= 0 : posting.after() >= 0,
                  "nothing but what is owed is negative: " + posting);
              assertTrue(moves(posting), "a posting of another sign: " + posting);
              free.put(of, posting.after());
              long reserved = held.merge(of, posting.held(), Long::sum);
              assertTrue(reserved >= 0, "nothing held is negative: " + posting);
              pools.merge(posting.pool(), posting.amount() + posting.held(), Long::sum);
            }
          }
        }
        for (Grant grant : wallet.grants()) {
          assertEquals(grant.remaining(), take(free, grant.id()), grant.id());
          assertEquals(grant.held(), take(held, grant.id()), grant.id());
          pools.merge(grant.pool(), -grant.remaining() - grant.held(), Long::sum);
        }
        for (Wallet.Debt debt : wallet.dealings().debts()) {
          assertEquals(-debt.owed(), take(free, debt.pool() + " owed"), debt.pool());
          pools.merge(debt.pool(), debt.owed(), Long::sum);
        }
        assertTrue(free.values().stream().allMatch(rest -> rest == 0), "lost: " + free);
        assertTrue(held.values().stream().allMatch(rest -> rest == 0), "lost: " + held);
        assertTrue(pools.values().stream().allMatch(rest -> rest == 0), "pools: " + pools);
      }
    });
  }

  /** Takes what is kept under a name; 0 if nothing is. */
  private static long take(Map<String, Long> kept, String name) {
    long micros = kept.getOrDefault(name, 0L);
    kept.remove(name);
    return micros;
  }

  /** Whether a posting of this kind may move credits this way. */
  private static boolean moves(Entry.Posting posting) {
    long amount = posting.amount();
    return switch (posting.kind()) {
      case GRANT, REFUND, FORGIVE -> amount > 0 && posting.held() == 0;
      case CHARGE, EXPIRE, VOID -> amount < 0 && posting.held() == 0;
      case HOLD -> amount < 0 && posting.held() == -amount;
      case RELEASE -> amount > 0 && posting.held() == -amount;
      case CAPTURE -> amount == 0 && posting.held() < 0;
      case ROLLOVER, TRANSFER, REPAY -> amount != 0 && posting.held() == 0;
    };
  }

  /** Amount of a charge = its slices; a limit moves by no more than that. */
  @Test
  void shouldChargeWhatTheSlicesSay() {
    forEach(history -> {
      for (Line line : run(history).lines) {
        if (line instanceof Entry entry && entry.type() == Entry.Type.CHARGED) {
          long slices = entry.effects().postings().stream().mapToLong(Entry.Posting::amount).sum();
          assertEquals(-entry.amount(), slices);
          for (Entry.LimitUse use : entry.effects().limits()) {
            boolean quantity = use.limit().startsWith("$free:");
            long most = quantity ? entry.quantity() : entry.amount();
            assertTrue(use.after() - use.before() <= most, use.toString());
            if (use.limit().startsWith("$ceiling:")) {
              continue; // refuses nothing
            }
            assertTrue(use.after() <= Math.max(use.amount(), use.before()), use.toString());
          }
        }
      }
    });
  }

  @Test
  void shouldNumberAndChainEveryLine() {
    forEach(history -> {
      Fold fold = run(history);
      for (Wallet wallet : fold.wallets.values()) {
        long sequence = 0;
        byte[] head = new byte[0];
        long decidedAt = Long.MIN_VALUE;
        for (Line line : lines(fold, wallet.id())) {
          Stamp stamp = line.stamp();
          assertEquals(++sequence, stamp.sequence());
          head = sha256(head, line.write(new Canonical()));
          assertArrayEquals(head, stamp.hash().bytes());
          assertTrue(stamp.decidedAt() >= decidedAt, "decision time never goes back");
          assertTrue(stamp.effectiveAt() <= stamp.decidedAt(), "nothing takes effect later");
          decidedAt = stamp.decidedAt();
        }
        assertEquals(sequence, wallet.sequence());
        assertArrayEquals(head, wallet.head().bytes());
      }
    });
  }

  @Test
  void shouldRebuildEveryWalletFromItsLines() {
    forEach(history -> {
      Fold fold = run(history);
      for (Wallet wallet : fold.wallets.values()) {
        assertEquals(wallet, Ledger.evolve(Wallet.absent(wallet.id()), lines(fold, wallet.id())));
      }
    });
  }

  @Test
  void shouldDecideTheSameTwiceAndChangeNothing() {
    forEach(history -> {
      Fold fold = new Fold(history.rules(), history.start());
      for (Step step : history.steps()) {
        if (step instanceof Do(Command command, long at)) {
          Wallet wallet = fold.wallet(command.wallet());
          String before = wallet.toString();
          Decision once = fold.look(command, at);
          assertEquals(once, fold.look(command, at));
          assertEquals(before, wallet.toString());
          assertEquals(once.wallet(), Ledger.evolve(wallet, once.lines()));
        }
        apply(fold, step);
      }
    });
  }

  @Test
  void shouldIgnoreDuplicatesAtAnyDistanceWithinTheMemory() {
    forEach(history -> {
      SplittableRandom random = new SplittableRandom(history.seed());
      Fold fold = new Fold(history.rules(), history.start());
      Map<Command, Long> decided = new java.util.LinkedHashMap<>();
      for (Step step : history.steps()) {
        List<Command> sent = new ArrayList<>(decided.keySet());
        for (int i = 0; i < 3 && !sent.isEmpty(); i++) {
          Command again = sent.get(random.nextInt(sent.size()));
          Wallet wallet = fold.wallet(again.wallet());
          long at = Math.max(step.at(), wallet.decidedAt());
          if (at < decided.getOrDefault(again, 0L) + Fold.W) {
            Decision decision = fold.decide(again, step.at());
            assertEquals(List.of(), decision.lines());
            assertEquals(wallet, decision.wallet());
            assertTrue(
                decision.outcome() instanceof Decision.Replayed(String id) && id.equals(again.id()),
                again + " came to " + decision.outcome());
          }
        }
        Decision decision = apply(fold, step);
        if (step instanceof Do(Command command, long _)
            && decision.outcome()
                instanceof Decision.Decided(Line answer, List<Decision.Remember> remember)
            && remember.stream().anyMatch(row -> row.commandId().equals(command.id()))
            && !(command.body() instanceof Command.Forgo)) {
          decided.put(command, answer.stamp().decidedAt());
        }
      }
    });
  }

  @Test
  void shouldWriteTheSameLinesLazilyAndByTicks() {
    forEach(any -> {
      History history = monotone(any);
      SplittableRandom random = new SplittableRandom(history.seed());
      List<Step> ticked = new ArrayList<>();
      long passed = history.start();
      for (int i = 0; i < history.steps().size(); i++) {
        long next = history.steps().get(i).at();
        while (passed < next && random.nextInt(6) > 0) {
          passed += 1 + random.nextLong(next - passed);
          for (String wallet : List.of("ana", "bob", "eve")) {
            Command tick = new Command("t" + i, wallet, "", "", Text.NONE, new Command.Tick());
            ticked.add(new Do(tick, passed));
          }
        }
        ticked.add(history.steps().get(i));
      }
      Map<String, List<Line>> lazily = told(run(history).lines);
      Map<String, List<Line>> punctually = told(run(history.with(ticked)).lines);
      for (Map.Entry<String, List<Line>> wallet : lazily.entrySet()) {
        List<Line> other = punctually.getOrDefault(wallet.getKey(), List.of());
        for (int i = 0; i < wallet.getValue().size(); i++) {
          assertEquals(wallet.getValue().get(i), i < other.size() ? other.get(i) : "nothing");
        }
      }
    });
  }

  @Test
  void shouldKeepWalletsIndependent() {
    forEach(history -> {
      Fold all = run(history);
      for (String wallet : List.of("ana", "bob", "eve")) {
        List<Step> alone =
            history.steps().stream()
                .filter(
                    step -> !(step instanceof Do(Command c, long _)) || c.wallet().equals(wallet))
                .toList();
        assertEquals(lines(all, wallet), lines(run(history.with(alone)), wallet));
      }
    });
  }

  @Test
  void shouldShowAsOfAnInstantWhatATickWouldWrite() {
    forEach(history -> {
      SplittableRandom random = new SplittableRandom(history.seed());
      Fold fold = new Fold(history.rules(), history.start());
      for (Step step : history.steps()) {
        apply(fold, step);
        if (random.nextInt(4) == 0) {
          for (Wallet wallet : fold.wallets.values()) {
            long at = Math.max(step.at(), wallet.decidedAt()) + random.nextLong(40 * Span.DAY_MS);
            Command tick = new Command("t", wallet.id(), "", "", Text.NONE, new Command.Tick());
            assertEquals(
                headless(fold.look(tick, at).wallet()),
                headless(Ledger.asOf(fold.book, wallet, at)));
            long due = Ledger.nextDue(fold.book, wallet);
            if (due < Times.NEVER) {
              assertEquals(wallet, Ledger.asOf(fold.book, wallet, due - 1));
            }
          }
        }
      }
    });
  }

  /** Given no other use, the same command passes at the instant told, and no millisecond before. */
  @Test
  void shouldPassAtTheInstantOfTheRetryAndNoEarlier() {
    long[] retried = new long[1];
    forEach(history -> {
      SplittableRandom random = new SplittableRandom(history.seed());
      Fold fold = new Fold(history.rules(), history.start());
      for (Step step : history.steps()) {
        apply(fold, step);
        for (int i = 0; i < 4 * fold.wallets.size(); i++) {
          String wallet = List.copyOf(fold.wallets.keySet()).get(i / 4);
          Command asked = probe(fold.book.rules(), wallet, random);
          if (answer(fold.look(asked, step.at())) instanceof Rejection refused
              && refused.retryAt() != Times.NEVER) {
            assertTrue(refused.retryAt() > refused.stamp().decidedAt(), refused::toString);
            assertTrue(
                answer(fold.look(asked, refused.retryAt() - 1)) instanceof Rejection,
                () -> "passes before " + refused);
            assertTrue(
                answer(fold.look(asked, refused.retryAt())) instanceof Entry,
                () -> "does not pass at " + refused);
            retried[0]++;
          }
        }
      }
    });
    assertTrue(retried[0] > HISTORIES, "few refusals with an instant: " + retried[0]);
  }

  /** A charge or hold of some action, of a little or of more than there may be. */
  private static Command probe(Rules rules, String wallet, SplittableRandom random) {
    Rules.Action action = rules.actions().get(random.nextInt(rules.actions().size()));
    long quantity = Micros.ONE << random.nextInt(8);
    Command.Body body =
        random.nextBoolean()
            ? new Command.Charge(action.name(), quantity, Times.UNSET, Presets.attributes())
            : new Command.Authorize(
                action.name(), quantity, Times.UNSET, Presets.attributes(), Times.UNSET);
    return new Command("probe", wallet, "kim", "shop", Text.NONE, body);
  }

  private static @Nullable Line answer(Decision decision) {
    return decision.outcome() instanceof Decision.Decided(Line line, List<Decision.Remember> _)
        ? line
        : null;
  }

  /** Scoped before general, then priority, expiry, effective instant, arrival: no two are equal. */
  @Test
  void shouldDrawInOneTotalOrder() {
    Comparator<Grant> order =
        Comparator.comparing((Grant grant) -> grant.terms().scope().isEmpty())
            .thenComparingInt(grant -> grant.terms().priority())
            .thenComparingLong(Grant::expiresAt)
            .thenComparingLong(Grant::effectiveAt)
            .thenComparingLong(Grant::arrival);
    forEach(history -> {
      Fold fold = new Fold(history.rules(), history.start());
      for (Step step : history.steps()) {
        Decision decision = apply(fold, step);
        List<Grant> grants = decision.wallet().grants();
        for (int i = 1; i < grants.size(); i++) {
          assertTrue(order.compare(grants.get(i - 1), grants.get(i)) < 0, grants::toString);
        }
        if (answer(decision, Entry.Type.CHARGED) instanceof Entry charged) {
          List<Grant> drawn =
              charged.effects().postings().stream()
                  .map(posting -> decision.wallet().grant(posting.grant()))
                  .flatMap(Optional::stream)
                  .toList();
          assertEquals(drawn.stream().sorted(order).toList(), drawn);
        }
      }
    });
  }

  private static @Nullable Line answer(Decision decision, Entry.Type type) {
    return decision.lines().stream()
        .filter(line -> line instanceof Entry entry && entry.type() == type)
        .findFirst()
        .orElse(null);
  }

  private static void forEach(Consumer<History> property) {
    for (long seed = 1; seed <= HISTORIES; seed++) {
      History history = carried(Histories.of(seed));
      try {
        property.accept(history);
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError(failed.getMessage() + "\n" + history.table(), failed);
      }
    }
  }

  /** The same with what couriers brought as commands of their own. */
  private static History carried(History history) {
    Fold fold = new Fold(history.rules(), history.start());
    Courier courier = new Courier();
    List<Step> steps = new ArrayList<>();
    for (Step step : history.steps()) {
      Optional<Step> told =
          step instanceof Carry(int choice, long at)
              ? courier.next(choice).map(command -> new Do(command, at))
              : Optional.of(step);
      told.ifPresent(next -> {
        steps.add(next);
        Decision decision = apply(fold, next);
        if (next instanceof Do(Command command, long _)) {
          courier.saw(command, decision);
        }
      });
    }
    return history.with(steps);
  }

  private static Fold run(History history) {
    Fold fold = new Fold(history.rules(), history.start());
    history.steps().forEach(step -> apply(fold, step));
    return fold;
  }

  private static Decision apply(Fold fold, Step step) {
    return switch (step) {
      case Do(Command command, long at) -> fold.decide(command, at);
      case Publish(Rules rules, long at) -> {
        fold.control(new Control.PublishRules(rules), at);
        yield new Decision(Wallet.absent("$"), List.of(), new Decision.Nothing());
      }
      case Carry carry -> throw new IllegalStateException("not carried before: " + carry);
    };
  }

  private static List<Line> lines(Fold fold, String wallet) {
    return fold.lines.stream()
        .filter(line -> line.stamp().wallet().equals(wallet) && line.stamp().sequence() > 0)
        .toList();
  }

  /** The same with append times that never go back: a tick must not move the clock of others. */
  private static History monotone(History history) {
    List<Step> steps = new ArrayList<>();
    long latest = history.start();
    for (Step step : history.steps()) {
      latest = Math.max(latest, step.at());
      steps.add(
          switch (step) {
            case Do(Command command, long _) -> new Do(command, latest);
            case Publish(Rules rules, long _) -> new Publish(rules, latest);
            case Carry(int choice, long _) -> new Carry(choice, latest);
          });
    }
    return history.with(steps);
  }

  /** Lines by wallet, without when and by which command they were written. */
  private static Map<String, List<Line>> told(List<Line> lines) {
    Map<String, List<Line>> told = new TreeMap<>();
    for (Line line : lines) {
      told.computeIfAbsent(line.stamp().wallet(), _ -> new ArrayList<>()).add(undated(line));
    }
    return told;
  }

  private static Line undated(Line line) {
    Stamp stamp = line.stamp();
    Stamp bare =
        new Stamp(
            stamp.wallet(),
            stamp.sequence(),
            Hash.NONE,
            0,
            stamp.effectiveAt(),
            "",
            stamp.level(),
            stamp.rulesVersion(),
            stamp.plan());
    return switch (line) {
      case Entry e ->
          new Entry(
              bare,
              e.type(),
              e.cause(),
              e.pool(),
              e.action(),
              e.actor(),
              e.app(),
              e.quantity(),
              e.amount(),
              e.shortfall(),
              e.balanceAfter(),
              e.priced(),
              e.anchor(),
              e.openAnchor(),
              e.reference(),
              e.counterparty(),
              e.effects(),
              e.text());
      case Rejection r ->
          new Rejection(
              bare,
              r.commandType(),
              r.pool(),
              r.action(),
              r.actor(),
              r.app(),
              r.quantity(),
              r.balance(),
              r.firstSequence(),
              r.retryAt(),
              r.violations(),
              r.tried(),
              r.text());
      case Depletion d ->
          new Depletion(
              bare,
              d.type(),
              d.cause(),
              d.pool(),
              d.scope(),
              d.limit(),
              d.subject(),
              d.threshold(),
              d.alert(),
              d.grant(),
              d.amount(),
              d.expiresAt(),
              d.balance(),
              d.nextReset(),
              d.windowStart(),
              d.windowEnd());
    };
  }

  private static Wallet headless(Wallet w) {
    return new Wallet(
        w.id(),
        w.status(),
        w.sequence(),
        Hash.NONE,
        w.decidedAt(),
        w.plan(),
        w.anchor(),
        w.openPlan(),
        w.openAnchor(),
        w.grants(),
        w.periods(),
        w.windows(),
        w.notices(),
        w.redeemed(),
        w.arrivals(),
        w.dealings());
  }

  private static byte[] sha256(byte[] head, Canonical form) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(head);
      digest.update(Arrays.copyOf(form.array(), form.length()));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
