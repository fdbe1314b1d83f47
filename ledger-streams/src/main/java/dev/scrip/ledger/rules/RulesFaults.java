package dev.scrip.ledger.rules;

import dev.scrip.ledger.rules.RulesReader.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** A file that is refused whole, with everything that is wrong in it, in the file's order. */
public final class RulesFaults extends Exception {
  private static final long serialVersionUID = 1;

  private final String fileName;
  private final transient List<Fault> faults;

  public RulesFaults(String fileName, List<Fault> faults) {
    super(text(fileName, faults));
    this.fileName = fileName;
    this.faults = List.copyOf(faults);
  }

  public String fileName() {
    return fileName;
  }

  public List<Fault> faults() {
    return faults;
  }

  /** One line a fault: {@code rules.yaml:12:7: plans[1].grants[0].every: expected …}. */
  private static String text(String fileName, List<Fault> faults) {
    return faults.stream()
        .map(fault ->
            fileName
                + ":"
                + fault.line()
                + ":"
                + fault.column()
                + ": "
                + (fault.key().isEmpty() ? "" : fault.key() + ": ")
                + fault.message())
        .collect(Collectors.joining("\n"));
  }
}
