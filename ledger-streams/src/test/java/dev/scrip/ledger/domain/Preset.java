package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Presets.micros;

import dev.scrip.ledger.domain.Rules.Alert;
import java.util.List;
import java.util.SplittableRandom;

/** Rules that histories are made under; each in the variants its switches and features allow. */
enum Preset {
  BASE44_2025 {
    @Override
    Rules rules(SplittableRandom random) {
      return Presets.base44(
          new Presets.Switches(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextInt(2),
              1 + random.nextInt(2)),
          random.nextBoolean()
              ? List.of()
              : List.of(
                  new Alert("message", micros("5"), 0, Span.NONE),
                  new Alert("integration", 0, 20, Span.NONE)));
    }
  },
  BASE44_2026 {
    @Override
    Rules rules(SplittableRandom random) {
      return ProductRules.base44of2026();
    }
  },
  LOVABLE {
    @Override
    Rules rules(SplittableRandom random) {
      return ProductRules.lovable(random.nextBoolean());
    }
  },
  BOLT {
    @Override
    Rules rules(SplittableRandom random) {
      return ProductRules.bolt(random.nextBoolean());
    }
  },
  /** One kind of rule alone, or about half of them together. */
  LAB {
    @Override
    Rules rules(SplittableRandom random) {
      return LabRules.random(random);
    }
  },
  /** Every kind of rule at once. */
  LAB_EVERYTHING {
    @Override
    Rules rules(SplittableRandom random) {
      return LabRules.everything(random);
    }
  };

  abstract Rules rules(SplittableRandom random);
}
