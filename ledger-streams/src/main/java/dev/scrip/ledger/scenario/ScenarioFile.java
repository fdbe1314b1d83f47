package dev.scrip.ledger.scenario;

import java.util.List;

/**
 * A scenario file, read.
 *
 * @param name the file's, for messages
 * @param rules as the file names them
 */
public record ScenarioFile(String name, String rules, List<Scenario> scenarios) {
  public ScenarioFile {
    scenarios = List.copyOf(scenarios);
  }
}
