package dev.scrip.schemas;

/**
 * The registry understood the request and said no: an incompatible schema (409), an invalid one
 * (422), an unknown id (404), no right to ask (401, 403). Asking again changes nothing.
 */
public final class RegistryRefused extends RuntimeException {
  private final int status;

  public RegistryRefused(int status, String message) {
    super(message);
    this.status = status;
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }
}
