package dev.scrip.ledger.query;

/** A fault of a request to the node, as RFC 9457 says it. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String detail;

  Problem(int status, String code, String detail) {
    super(code + ": " + detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String detail() {
    return detail;
  }

  /** Not done, surely: to be asked elsewhere, or again. */
  static Problem notHere(String detail) {
    return new Problem(503, "NOT_READY", detail);
  }

  /** It may be done, or be done later: whoever must not do it twice is not to ask again. */
  static Problem unknown(String detail) {
    return new Problem(504, "OUTCOME_UNKNOWN", detail);
  }
}
