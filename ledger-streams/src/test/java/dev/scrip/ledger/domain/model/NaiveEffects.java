package dev.scrip.ledger.domain.model;

import java.util.ArrayList;
import java.util.List;

/** What a line changed, as words. */
final class NaiveEffects {
  final List<String> grants = new ArrayList<>();
  final List<String> postings = new ArrayList<>();
  final List<String> limits = new ArrayList<>();
  final List<String> periods = new ArrayList<>();
  final List<String> closed = new ArrayList<>();
  final List<String> states = new ArrayList<>();
  final List<String> holds = new ArrayList<>();
  final List<String> endedHolds = new ArrayList<>();
  final List<String> overrides = new ArrayList<>();
  final List<String> pending = new ArrayList<>();
  final List<String> transits = new ArrayList<>();
  final List<String> endedTransits = new ArrayList<>();
  final List<String> recent = new ArrayList<>();

  Fact write(Fact fact) {
    String type = fact.fields().getOrDefault("type", "");
    return fact.with("grants", grants.toString())
        .with("postings", Words.list(type, postings))
        .with("limits", limits.toString())
        .with("periods", Words.list(type, periods))
        .with("closed", Words.list(type, closed))
        .with("states", Words.list(type, states))
        .with("holds", holds.toString())
        .with("endedHolds", endedHolds.toString())
        .with("overrides", overrides.toString())
        .with("pending", pending.toString())
        .with("transits", transits.toString())
        .with("endedTransits", endedTransits.toString())
        .with("recent", recent.toString());
  }
}
