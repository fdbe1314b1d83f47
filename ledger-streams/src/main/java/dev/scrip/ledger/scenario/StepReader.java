package dev.scrip.ledger.scenario;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Text;
import dev.scrip.ledger.rules.Block;
import dev.scrip.ledger.rules.Faults;
import dev.scrip.ledger.rules.Tree;
import dev.scrip.ledger.rules.Values;
import dev.scrip.ledger.rules.Words;
import dev.scrip.ledger.scenario.Scenario.Step;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the steps of one scenario, in order: each at its instant, with the command it stands for.
 */
final class StepReader {
  /** The wallet of a step that names none. */
  static final String WALLET = "wallet";

  private static final long HOLD_MS = 900_000;
  private static final Map<String, Source> SOURCES =
      words(Source.TOP_UP, Source.PROMO, Source.ADJUSTMENT);
  private static final Map<String, Command.When> WHEN = words(Command.When.values());

  private final Rules rules;
  private final Map<String, String> apps;
  private final Faults faults;
  private final GrantNames grants;
  private final ExpectationReader expectations;
  private final TreeSet<String> ids = new TreeSet<>();
  private long now;
  private int number;

  /**
   * A reader for one scenario.
   *
   * @param start instant of a first step that says none; {@code UNSET} = it has to
   */
  StepReader(Rules rules, Map<String, String> apps, long start, Faults faults) {
    this.rules = rules;
    this.apps = apps;
    this.now = start;
    this.faults = faults;
    grants = new GrantNames(rules);
    expectations = new ExpectationReader(rules, grants, faults);
  }

  /** A step; none after a fault that leaves nothing of it. */
  Optional<Step> read(Tree tree) {
    number++;
    List<Verb> verbs =
        tree instanceof Tree.Entries keys
            ? Arrays.stream(Verb.values())
                .filter(verb -> keys.entries().containsKey(verb.word()))
                .toList()
            : List.of();
    if (verbs.size() > 1) {
      faults.add(
          tree.place(),
          "expected one command in a step, found "
              + verbs.stream().map(Verb::word).collect(Collectors.joining(" and "))
              + ": write a step for each");
      return Optional.empty();
    }
    return verbs.isEmpty()
        ? Block.of(tree, Verb.LOOK, faults).map(this::look)
        : Block.of(tree, verbs.getFirst(), faults).map(block -> ask(verbs.getFirst(), block));
  }

  private Step look(Block block) {
    tellTime(block);
    String wallet = block.id("wallet", WALLET, Faults.MOST_ID_BYTES);
    return new Step(
        block.place().line(),
        now,
        new Command("", wallet, "", "", Text.NONE, new Command.Tick()),
        false,
        expectations.read(block.value("expect"), wallet, true));
  }

  private Step ask(Verb verb, Block block) {
    tellTime(block);
    List<String> refused = ExpectationReader.reasons(block.value("expect"));
    String id = block.id("id", "#" + number, Faults.MOST_ID_BYTES);
    String actor = verb == Verb.LIMIT ? "" : block.id("actor", "", Faults.MOST_ID_BYTES);
    String app = block.id("app", "", Faults.MOST_ID_BYTES);
    Command.Body body = body(verb, block, refused);
    Optional<String> payer = payer(verb, block, actor, app);
    String wallet = payer.orElseGet(() -> block.id("wallet", WALLET, Faults.MOST_ID_BYTES));
    ids.add(id);
    grants.add(id);
    return new Step(
        block.place().line(),
        now,
        new Command(id, wallet, actor, app, Text.NONE, body),
        payer.isPresent(),
        expectations.read(block.value("expect"), wallet, false));
  }

  /** The wallet that the action's payer rule names, for a charge that leaves it to the rule. */
  private Optional<String> payer(Verb verb, Block block, String actor, String app) {
    if (verb != Verb.CHARGE || block.has("wallet")) {
      return Optional.empty();
    }
    Rules.Action action = rules.index().actions().get(block.text(verb.word(), ""));
    if (action == null) {
      return Optional.empty();
    }
    return switch (action.payer()) {
      case WALLET -> Optional.empty();
      case ACTOR -> actor.isEmpty() ? Optional.empty() : Optional.of(actor);
      case APP_OWNER -> app.isEmpty() ? Optional.empty() : Optional.of(owner(app, block));
    };
  }

  private String owner(String app, Block block) {
    String owner = apps.getOrDefault(app, "");
    if (owner.isEmpty()) {
      faults.unknown("app", app, apps.keySet(), block.at("app"));
    }
    return owner;
  }

  private void tellTime(Block block) {
    // A start is for a first step that says nothing else, which may well be earlier.
    long before = number == 1 && block.has("at") ? UNSET : now;
    if (block.has("at") && block.has("after")) {
      faults.add(block.at("after"), "expected 'at' or 'after', found both: drop one");
    }
    Optional<Long> at = block.value("at").flatMap(tree -> Instants.of(tree, faults));
    if (at.isPresent()) {
      now = at.get();
      if (before != UNSET && now < before) {
        faults.add(
            block.at("at"),
            "expected an instant not before that of the step above, "
                + Instants.text(before)
                + ": put the steps in order of time");
      }
    } else if (block.has("after") && before != UNSET) {
      block
          .value("after")
          .flatMap(tree -> Values.span(tree, faults))
          .ifPresent(span -> now = Instants.plus(before, span));
    } else if (before == UNSET) {
      if (!block.has("at")) {
        faults.add(
            block.place().missing("at"),
            "the first step has no instant: add it, as in at: 2027-01-31T14:37:05Z, or give the"
                + " file a start");
      }
      now = 0;
    }
  }

  private Command.Body body(Verb verb, Block block, List<String> refused) {
    return switch (verb) {
      case OPEN -> new Command.Open(plan(verb, block, refused), instant(block, "anchor"));
      case CHARGE ->
          new Command.Charge(
              action(verb, block, refused),
              block.amount("quantity", Micros.ONE),
              block.amount("amount", UNSET),
              attributes(block));
      case HOLD ->
          new Command.Authorize(
              action(verb, block, refused),
              block.amount("quantity", Micros.ONE),
              block.amount("amount", UNSET),
              attributes(block),
              expiresIn(block));
      case CAPTURE ->
          new Command.Capture(
              step(verb, block, refused, "UNKNOWN_HOLD"),
              block.amount("quantity", UNSET),
              block.amount("amount", UNSET));
      case RELEASE -> new Command.Release(step(verb, block, refused, "UNKNOWN_HOLD"));
      case REFUND ->
          new Command.Refund(
              step(verb, block, refused, "UNKNOWN_CHARGE"),
              block.amount("amount", UNSET),
              block.flag("failed"));
      case GRANT ->
          new Command.AddGrant(
              pool(verb, block, refused),
              block.amount("amount", 0),
              block.word("source", SOURCES, block.has("code") ? Source.PROMO : Source.ADJUSTMENT),
              instant(block, "effective_at"),
              instant(block, "expires_at"),
              priority(block),
              block.words("scope").stream().map(Tree.Scalar::text).toList(),
              block.id("code", "", Faults.MOST_ID_BYTES));
      case VOID -> new Command.VoidGrant(block.text(verb.word(), ""));
      case RESET ->
          new Command.Reset(
              block.text(verb.word(), "").equals("all")
                  ? List.of()
                  : List.of(pool(verb, block, refused)));
      case PLAN ->
          new Command.ChangePlan(
              plan(verb, block, refused), block.word("when", WHEN, Command.When.NOW));
      case CANCEL -> alone(verb, block, new Command.CancelPlan());
      case RESUME -> alone(verb, block, new Command.ResumePlan());
      case TRANSFER ->
          new Command.Transfer(
              block.id("to", "", Faults.MOST_ID_BYTES),
              pool(verb, block, refused),
              block.amount("amount", 0));
      case SEAT -> new Command.MoveSeat(block.id(verb.word(), "", Faults.MOST_ID_BYTES));
      case LIMIT ->
          new Command.SetLimit(
              known(verb, block, "limit", rules.index().limits().keySet(), refused),
              block.id("actor", "", Faults.MOST_ID_BYTES),
              block.amount("amount", UNSET));
      case CLOSE -> alone(verb, block, new Command.Close());
    };
  }

  /** A command that needs no more than its name: {@code cancel} or {@code cancel: true}. */
  private Command.Body alone(Verb verb, Block block, Command.Body body) {
    block
        .value(verb.word())
        .ifPresent(tree -> {
          boolean bare =
              tree instanceof Tree.Scalar scalar
                  && (scalar.empty() || scalar.text().equals("true"));
          if (!bare) {
            faults.expected("'" + verb.word() + "' alone", tree);
          }
        });
    return body;
  }

  private String plan(Verb verb, Block block, List<String> refused) {
    return known(verb, block, "plan", rules.index().plans().keySet(), refused);
  }

  private String action(Verb verb, Block block, List<String> refused) {
    return known(verb, block, "action", rules.index().actions().keySet(), refused);
  }

  private String pool(Verb verb, Block block, List<String> refused) {
    return known(verb, block, "pool", rules.index().pools().keySet(), refused);
  }

  /** A name of the rules; any other only where its refusal is what the step is about. */
  private String known(
      Verb verb, Block block, String what, Collection<String> names, List<String> refused) {
    String name = block.text(verb.word(), "");
    boolean meant = refused.contains("UNKNOWN_" + what.toUpperCase(Locale.ROOT));
    if (!name.isEmpty() && !names.contains(name) && !meant) {
      faults.unknown(what, name, names, block.at(verb.word()));
    }
    return name;
  }

  /** The id of a step above; any other only where its refusal is what the step is about. */
  private String step(Verb verb, Block block, List<String> refused, String reason) {
    String id = block.text(verb.word(), "");
    if (!id.isEmpty() && !ids.contains(id) && !refused.contains(reason)) {
      List<String> named = ids.stream().filter(known -> !known.startsWith("#")).toList();
      faults.add(
          block.at(verb.word()),
          "expected the id of a step above, found "
              + Words.quoted(id)
              + ": "
              + (named.isEmpty() ? "give that step one, as in id: c1" : Words.remedy(id, named)));
    }
    return id;
  }

  private long instant(Block block, String key) {
    return block.value(key).flatMap(tree -> Instants.of(tree, faults)).orElse(UNSET);
  }

  private long expiresIn(Block block) {
    if (!block.has("expires_in")) {
      return HOLD_MS;
    }
    // Months have no length of their own: they are counted from the instant of the hold.
    return Instants.plus(now, block.span("expires_in")) - now;
  }

  private int priority(Block block) {
    String text = block.text("priority", "0");
    if (!text.matches("-?[0-9]{1,9}")) {
      faults.add(block.at("priority"), "expected a whole number, found " + Words.quoted(text));
      return 0;
    }
    return Integer.parseInt(text);
  }

  private SortedMap<String, String> attributes(Block block) {
    SortedMap<String, String> attributes = new TreeMap<>();
    block
        .named("attributes")
        .forEach((name, entry) -> {
          if (entry.value() instanceof Tree.Scalar scalar && !scalar.empty()) {
            attributes.put(name, scalar.text());
          } else {
            faults.expected("a single value", entry.value());
          }
        });
    return attributes;
  }

  @SafeVarargs
  private static <E extends Enum<E>> Map<String, E> words(E... values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E value : values) {
      words.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return words;
  }
}
