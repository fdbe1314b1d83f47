package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.rules.Block;
import dev.scrip.ledger.rules.Faults;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.ledger.rules.Tree;
import dev.scrip.ledger.rules.TreeReader;
import dev.scrip.ledger.rules.Words;
import dev.scrip.ledger.scenario.Scenario.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a scenario file. One with a fault is refused whole, and all its faults are told together,
 * each with the nearest word that would be right.
 */
public final class ScenarioReader {
  /** Finds the text of the rules that a scenario file names: a preset, or a file beside it. */
  @FunctionalInterface
  public interface RulesSource {
    Optional<String> text(String name);
  }

  private final String fileName;
  private final String rulesName;
  private final String rulesText;
  private final Block file;
  private final Faults faults;
  private final Map<Map<String, String>, Rules> read = new HashMap<>();

  private ScenarioReader(
      String fileName, String rulesName, String rulesText, Block file, Faults faults) {
    this.fileName = fileName;
    this.rulesName = rulesName;
    this.rulesText = rulesText;
    this.file = file;
    this.faults = faults;
  }

  /**
   * The scenarios of a file.
   *
   * @param fileName for messages
   * @throws RulesFaults naming this file, or the rules' where the faults are in the rules
   */
  public static ScenarioFile read(String fileName, String yaml, RulesSource rules)
      throws RulesFaults {
    Faults faults = new Faults();
    Optional<Tree.Entries> tree = TreeReader.read(fileName, yaml, "rules and scenarios", faults);
    Optional<Block> file = tree.flatMap(keys -> Block.of(keys, Shape.FILE, faults));
    if (file.isPresent() && faults.none()) {
      Block block = file.get();
      String name = block.text("rules", "");
      Optional<String> text = name.isEmpty() ? Optional.empty() : rules.text(name);
      if (text.isPresent()) {
        RulesReader.read(name, text.get(), 1);
        return new ScenarioReader(fileName, name, text.get(), block, faults).file();
      }
      if (!name.isEmpty()) {
        faults.add(
            block.at("rules"),
            "expected a preset or a file relative to this one, found "
                + Words.quoted(name)
                + ": there is neither");
      }
    }
    throw new RulesFaults(fileName, faults.list());
  }

  private ScenarioFile file() throws RulesFaults {
    Map<String, String> switches = texts(file, "switches");
    long start = start(file, Times.UNSET);
    List<Scenario> scenarios = new ArrayList<>();
    Map<String, Integer> names = new TreeMap<>();
    for (Tree item : file.items("scenarios")) {
      Block.of(item, Shape.SCENARIO, faults)
          .ifPresent(block -> {
            scenario(block, switches, start).ifPresent(scenarios::add);
            Integer before = names.putIfAbsent(block.text("name", ""), block.place().line());
            if (before != null) {
              faults.add(
                  block.at("name"),
                  "the scenario of line " + before + " has this name already: change one");
            }
          });
    }
    if (!faults.none()) {
      throw new RulesFaults(fileName, faults.list());
    }
    return new ScenarioFile(fileName, rulesName, scenarios);
  }

  private Optional<Scenario> scenario(Block block, Map<String, String> common, long start) {
    Map<String, String> switches = new LinkedHashMap<>(common);
    switches.putAll(texts(block, "switches"));
    Optional<Rules> rules = rules(switches, block);
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> apps = texts(block, "apps");
    StepReader reader = new StepReader(rules.get(), apps, start(block, start), faults);
    List<Step> steps = new ArrayList<>();
    for (Tree item : block.items("steps")) {
      reader.read(item).ifPresent(steps::add);
    }
    if (block.has("steps") && block.items("steps").isEmpty()) {
      faults.add(block.at("steps"), "expected at least one step: add it, or drop the scenario");
    }
    return Optional.of(
        new Scenario(
            fileName,
            block.place().line(),
            block.text("name", ""),
            rules.get(),
            switches,
            apps,
            steps));
  }

  /** Rules with the switches; the file itself is right, so what is wrong is the choice. */
  private Optional<Rules> rules(Map<String, String> switches, Block block) {
    try {
      Rules rules = read.get(switches);
      if (rules == null) {
        rules = RulesReader.read(rulesName, rulesText, 1, switches);
        read.put(Map.copyOf(switches), rules);
      }
      return Optional.of(rules);
    } catch (RulesFaults wrong) {
      Block chooses = block.has("switches") ? block : file;
      faults.add(chooses.at("switches"), wrong.faults().getFirst().message());
      return Optional.empty();
    }
  }

  private long start(Block block, long otherwise) {
    return block.value("start").flatMap(tree -> Instants.of(tree, faults)).orElse(otherwise);
  }

  private Map<String, String> texts(Block block, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    block
        .named(key)
        .forEach((name, entry) -> {
          if (entry.value() instanceof Tree.Scalar scalar && !scalar.empty()) {
            texts.put(name, scalar.text());
          } else {
            faults.expected("a single value", entry.value());
          }
        });
    return texts;
  }
}
