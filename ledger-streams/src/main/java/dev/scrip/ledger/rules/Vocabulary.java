package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.AtReset;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.MeasuredFrom;
import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The words that may stand where the grammar offers a choice, each with what it means. */
final class Vocabulary {
  static final Map<String, Anchor> ANCHORS = named(Anchor.values());
  static final Map<String, Payer> PAYERS = named(Payer.values());
  static final Map<String, LimitScope> SCOPES = named(LimitScope.values());
  static final Map<String, UpgradeGrant> UPGRADE_GRANTS = named(UpgradeGrant.values());
  static final Map<String, OnCancel> ON_CANCEL = named(OnCancel.values());
  static final Map<String, AtReset> AT_RESET = named(AtReset.values());
  static final Map<String, MeasuredFrom> MEASURED_FROM = named(MeasuredFrom.values());

  /** What the life of a recurring grant is counted from, where it has one of its own. */
  static final Map<String, ExpiryFrom> EXPIRES_FROM =
      named(ExpiryFrom.GRANT, ExpiryFrom.PERIOD_START, ExpiryFrom.TERM_END);

  /** A word in place of a life of its own. */
  static final String END_OF_PERIOD = "end_of_period";

  /** A word in place of a rollover. */
  static final String NONE = "none";

  /** A word in place of a list of sources. */
  static final String ALL = "all";

  /** What a recurring grant may be. */
  static final Map<String, Source> GRANT_SOURCES = named(Source.PLAN, Source.DAILY);

  /** What a limit may count. */
  static final Map<String, Source> COUNTED =
      named(
          Stream.of(Source.values())
              .filter(source -> source != Source.UNKNOWN)
              .toArray(Source[]::new));

  /** What a limit counts if it does not say: what one has bought is usable today. */
  static final List<Source> COUNTED_BY_DEFAULT =
      COUNTED.values().stream().filter(source -> source != Source.TOP_UP).toList();

  /** Whether a change of plan keeps the old grants. */
  static final Map<String, Boolean> OLD = yesNo("keep", "void");

  /** Whether a change of plan keeps the anchor. */
  static final Map<String, Boolean> CHANGE_ANCHORS = yesNo("keep", "now");

  /** Whether what is given in the middle of a period expires as if given at its start. */
  static final Map<String, Boolean> EXPIRY_FROM = yesNo("cycle_start", "now");

  /** Whether a ceiling counts what was used, not all that was issued. */
  static final Map<String, Boolean> CEILING_COUNTS = yesNo("used", "issued");

  /** When a lower plan comes: there is one answer, which a file may say. */
  static final Map<String, Boolean> ON_DOWNGRADE = Map.of("at_period_end", true);

  /** What a grant may require. */
  static final Map<String, Boolean> REQUIRES = Map.of("paid_plan", true);

  static final Map<String, Boolean> FLAGS = yesNo("true", "false");

  /** Words with a meaning of their own where names of plans or actions are keys. */
  static final List<String> RESERVED = List.of("when", "otherwise");

  private Vocabulary() {}

  @SafeVarargs
  private static <E extends Enum<E>> Map<String, E> named(E... values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E value : values) {
      words.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return Collections.unmodifiableMap(words);
  }

  private static Map<String, Boolean> yesNo(String yes, String no) {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put(yes, true);
    words.put(no, false);
    return Collections.unmodifiableMap(words);
  }
}
