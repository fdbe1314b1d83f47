package dev.scrip.deploy.bench.load;

/** The workloads, by the numbers under which results name them. */
public enum Workload {
  W1("uniform", Draw.UNIFORM, 0, 0, 0),
  W2("Zipf 1.1", Draw.ZIPF, 0, 0, 0),
  W3("one hot wallet", Draw.ONE, 0, 0, 0),
  W4("uniform, 10 % duplicates", Draw.UNIFORM, 100, 0, 0),
  W5("uniform, 5 % rejections", Draw.UNIFORM, 0, 50, 0),
  /** What is special about it are the anchors: see {@link Load#storm}. */
  W6("uniform, every period ends at one instant", Draw.UNIFORM, 0, 0, 0),
  W7("Zipf 1.1, 5 % duplicates, 5 % rejections, 1 % grants", Draw.ZIPF, 50, 50, 10);

  private final String text;
  private final Draw draw;
  private final int duplicates;
  private final int rejections;
  private final int grants;

  /** Shares are per mille of the commands; the others are charges that are accepted. */
  Workload(String text, Draw draw, int duplicates, int rejections, int grants) {
    this.text = text;
    this.draw = draw;
    this.duplicates = duplicates;
    this.rejections = rejections;
    this.grants = grants;
  }

  /** In a few words, for people. */
  public String text() {
    return text;
  }

  public Draw draw() {
    return draw;
  }

  /** What a command does. */
  enum Kind {
    DUPLICATE,
    REJECTED,
    GRANT,
    CHARGE
  }

  /**
   * The kind of a command.
   *
   * @param roll 0 to 999
   */
  Kind kind(int roll) {
    if (roll < duplicates) {
      return Kind.DUPLICATE;
    }
    if (roll < duplicates + rejections) {
      return Kind.REJECTED;
    }
    return roll < duplicates + rejections + grants ? Kind.GRANT : Kind.CHARGE;
  }
}
