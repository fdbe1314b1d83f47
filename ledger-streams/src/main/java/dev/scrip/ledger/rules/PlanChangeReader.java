package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import java.util.Optional;

/** What a change of plan does to grants and anchor. */
final class PlanChangeReader {
  /** What was used stays used. */
  private static final Upgrade USUAL_UPGRADE =
      new Upgrade(UpgradeGrant.DIFFERENCE, true, true, false);

  /** A purchase opens a new period and carries nothing over from the time before it. */
  private static final Upgrade USUAL_SUBSCRIPTION =
      new Upgrade(UpgradeGrant.FULL, false, false, false);

  private final Optional<Block> changes;
  private final Faults faults;

  PlanChangeReader(Block file, Faults faults) {
    this.changes = file.block("plan_change", Shape.PLAN_CHANGE);
    this.faults = faults;
    // Said for the reader of the file: there is nothing to choose.
    changes.ifPresent(block -> block.word("on_downgrade", Vocabulary.ON_DOWNGRADE, true));
  }

  Upgrade onUpgrade() {
    return change("on_upgrade", USUAL_UPGRADE);
  }

  Upgrade onSubscribe() {
    return change("on_subscribe", USUAL_SUBSCRIPTION);
  }

  OnCancel onCancel() {
    return changes
        .map(block -> block.word("on_cancel", Vocabulary.ON_CANCEL, OnCancel.SUSPEND))
        .orElse(OnCancel.SUSPEND);
  }

  private Upgrade change(String key, Upgrade usual) {
    Optional<Block> read = changes.flatMap(block -> block.block(key, Shape.CHANGE));
    if (read.isEmpty()) {
      return usual;
    }
    Block block = read.get();
    UpgradeGrant grant = block.word("grant", Vocabulary.UPGRADE_GRANTS, usual.grant());
    boolean keeps = grant != UpgradeGrant.FULL;
    if (!keeps && !block.has("old")) {
      faults.add(
          block.at("old"),
          "missing key 'old': with grant: full say what becomes of the old plan's grants, old:"
              + " void or old: keep");
    }
    boolean keepOld = block.word("old", Vocabulary.OLD, keeps);
    if (keeps && !keepOld) {
      faults.add(
          block.at("old"),
          "only grant: full can do without the old grants: write old: keep, or grant: full");
    }
    return new Upgrade(
        grant,
        keepOld,
        block.word("anchor", Vocabulary.CHANGE_ANCHORS, usual.keepAnchor()),
        block.word("expiry_from", Vocabulary.EXPIRY_FROM, usual.expiryFromCycle()));
  }
}
