package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Promo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a rules file, YAML or JSON, into {@link Rules}: switches decided, zones resolved, amounts
 * exact. A file with a fault is refused whole, and all its faults are told together: also those
 * that only another value of a switch would bring to light.
 */
public final class RulesReader {
  /**
   * What is wrong at one place of a file.
   *
   * @param line from 1
   * @param column from 1
   * @param key path of keys, such as {@code plans[1].grants[0].every}; empty = the file itself
   * @param message what was expected, what was found, and the remedy
   */
  public record Fault(int line, int column, String key, String message) {}

  private final String fileName;
  private final String yaml;
  private final long version;
  private final Faults faults;

  private RulesReader(String fileName, String yaml, long version, Faults faults) {
    this.fileName = fileName;
    this.yaml = yaml;
    this.version = version;
    this.faults = faults;
  }

  /** Rules with the values of switches that the file gives. */
  public static Rules read(String fileName, String yaml, long version) throws RulesFaults {
    return read(fileName, yaml, version, Map.of());
  }

  /**
   * Rules with other values of some switches.
   *
   * @param fileName for messages only
   * @param switches values by name
   */
  public static Rules read(String fileName, String yaml, long version, Map<String, String> switches)
      throws RulesFaults {
    Faults faults = new Faults();
    Optional<Tree.Entries> read = TreeReader.read(fileName, yaml, "name, pools and plans", faults);
    if (read.isEmpty()) {
      throw new RulesFaults(fileName, faults.list());
    }
    Tree.Entries file = read.get();
    Map<String, SwitchReader.Switch> decided = SwitchReader.switches(file, switches, faults);
    RulesReader reader = new RulesReader(fileName, yaml, version, faults);
    Rules rules = reader.rules(SwitchReader.decide(file, decided, faults));
    reader.tryOthers(file, decided);
    if (!faults.none()) {
      throw new RulesFaults(fileName, faults.list());
    }
    return rules;
  }

  /** One switch at a time, each value that is not in force. */
  private void tryOthers(Tree.Entries file, Map<String, SwitchReader.Switch> decided) {
    for (SwitchReader.Switch known : decided.values()) {
      for (String value : known.oneOf()) {
        if (!value.equals(known.value()) && !faults.full()) {
          Map<String, SwitchReader.Switch> other = new LinkedHashMap<>(decided);
          other.put(known.name(), new SwitchReader.Switch(known.name(), value, known.oneOf()));
          Faults found = new Faults();
          new RulesReader(fileName, yaml, version, found)
              .rules(SwitchReader.decide(file, other, found));
          faults.addBeside(found, " (with switch " + known.name() + ": " + value + ")");
        }
      }
    }
  }

  private Rules rules(Tree.Entries decided) {
    Tree.Entries tree = PlanGroups.writeOut(decided, faults);
    Block file = Block.of(tree, Shape.FILE, faults).orElseThrow();
    Names names = Names.of(tree);
    ZoneReader zones = new ZoneReader(faults);
    List<Pool> pools = pools(file);
    List<Plan> bare = new PlanReader(names, zones, faults).plans(file);
    List<LimitReader.Planned> limits = new LimitReader(names, zones, faults).limits(file, bare);
    List<Plan> plans = bare.stream().map(plan -> limited(plan, limits)).toList();
    PlanChangeReader changes = new PlanChangeReader(file, faults);
    Rules rules = rules(file, names, zones, pools, plans, limits, changes);
    if (faults.none()) {
      // What the fold would refuse is refused here, where the file can still be mended.
      Bounds.breach(rules).ifPresent(breach -> faults.add(tree.place(), breach));
    }
    return rules;
  }

  private Rules rules(
      Block file,
      Names names,
      ZoneReader zones,
      List<Pool> pools,
      List<Plan> plans,
      List<LimitReader.Planned> limits,
      PlanChangeReader changes) {
    return new Rules(
        version,
        file.id("name", "", Faults.MOST_ID_BYTES),
        pools,
        plans,
        fallback(file, plans, names),
        limits.stream().map(LimitReader.Planned::limit).toList(),
        new ActionReader(names, plans, zones, faults).actions(file),
        changes.onUpgrade(),
        changes.onSubscribe(),
        changes.onCancel(),
        new TopUpReader(names, zones, faults).topUps(file),
        promos(file, names),
        file.flag("coupons"),
        new AlertReader(names, faults).alerts(file),
        zones.zones(),
        yaml);
  }

  private List<Pool> pools(Block file) {
    List<Pool> pools = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Tree> items = file.items("pools");
    if (file.has("pools") && items.isEmpty()) {
      faults.add(
          file.at("pools"), "expected at least one pool: add " + Shape.FILE.exampleOf("pools"));
    }
    for (Tree item : items) {
      Block.of(item, Shape.POOL, faults)
          .ifPresent(block -> {
            String name = block.id("name", "", Faults.MOST_ID_BYTES);
            if (!name.isEmpty() && !seen.add(name)) {
              faults.add(
                  block.at("name"),
                  "pool " + Words.quoted(name) + " stands in the list twice: drop one");
            }
            pools.add(new Pool(name, block.id("unit", "", Faults.MOST_ID_BYTES)));
          });
    }
    return pools;
  }

  private static Plan limited(Plan plan, List<LimitReader.Planned> limits) {
    List<String> own =
        limits.stream()
            .filter(planned -> planned.plans().contains(plan.name()))
            .map(planned -> planned.limit().id())
            .toList();
    return new Plan(
        plan.name(),
        plan.paid(),
        plan.retired(),
        plan.term(),
        own,
        plan.grants(),
        plan.overdrafts());
  }

  private String fallback(Block file, List<Plan> plans, Names names) {
    String fallback = file.reference("fallback", "plan", names.plans());
    for (Plan plan : plans) {
      if (plan.retired() && plan.name().equals(fallback)) {
        faults.add(
            file.at("fallback"),
            "plan " + fallback + " is retired, nobody may come to it: name another");
      }
    }
    return fallback;
  }

  private List<Promo> promos(Block file, Names names) {
    List<Promo> promos = new ArrayList<>();
    file.named("promos")
        .forEach((code, entry) -> {
          faults.checkId(code, Faults.MOST_ID_BYTES, entry.place());
          Block.of(entry.value(), Shape.PROMO, faults)
              .ifPresent(block -> {
                long amount = block.positive("amount", "say what it gives");
                String pool = block.reference("pool", "pool", names.pools());
                promos.add(new Promo(code, pool, amount, block.span("expires_after")));
              });
        });
    return promos;
  }
}
