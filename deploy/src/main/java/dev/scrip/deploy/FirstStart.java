package dev.scrip.deploy;

import dev.scrip.deploy.topics.SubjectsApply.Registered;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.ledger.streams.FirstRecords;
import dev.scrip.ledger.streams.FirstRecords.Settings;
import dev.scrip.schemas.ClusterConfig;
import java.util.OptionalLong;

/** Writes a ledger's first control records, before anything listens. */
public final class FirstStart {
  private FirstStart() {}

  /**
   * Does nothing where the command topic holds records.
   *
   * @return whether they were written
   */
  public static boolean publish(
      ClusterConfig cluster,
      int partitions,
      Registered registered,
      RulesFile rules,
      OptionalLong testClock) {
    return FirstRecords.publish(
        cluster.topics(),
        cluster.clientSettings(),
        registered.commandSchema(),
        registered.announcementSchema(),
        new Settings(partitions, Settings.DEFAULT_MEMORY),
        read(rules),
        testClock);
  }

  /** Rules, or every fault of the file. */
  public static Rules read(RulesFile rules) {
    try {
      return RulesReader.read(rules.name(), rules.text(), 1);
    } catch (RulesFaults faults) {
      throw new Complaint("The rules are not right:\n" + faults.getMessage(), faults);
    }
  }
}
