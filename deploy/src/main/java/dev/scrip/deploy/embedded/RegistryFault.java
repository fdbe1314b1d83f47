package dev.scrip.deploy.embedded;

/** An answer that is not the one asked for, with the HTTP status and Confluent's error code. */
final class RegistryFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  private RegistryFault(int status, int code, String message) {
    super(message, null, false, false); // an answer, not an accident: no stack trace
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  static RegistryFault unknownSubject(String subject) {
    return new RegistryFault(404, 40401, "Subject '" + subject + "' not found.");
  }

  static RegistryFault unknownVersion(Object version) {
    return new RegistryFault(404, 40402, "Version " + version + " not found.");
  }

  static RegistryFault unknownSchema(String what) {
    return new RegistryFault(404, 40403, what + " not found.");
  }

  static RegistryFault deletedSubject(String subject) {
    return new RegistryFault(404, 40404, "Subject '" + subject + "' was soft deleted.");
  }

  static RegistryFault deletedVersion(String subject, int version) {
    return new RegistryFault(
        404, 40406, "Subject '" + subject + "' Version " + version + " was soft deleted.");
  }

  static RegistryFault noLevel(String subject) {
    return new RegistryFault(
        404,
        40408,
        "Subject '" + subject + "' does not have subject-level compatibility configured");
  }

  static RegistryFault unknownPath(String path) {
    return new RegistryFault(404, 404, "HTTP 404 Not Found: " + path);
  }

  static RegistryFault incompatible(String details) {
    return new RegistryFault(
        409, 409, "Schema being registered is incompatible with an earlier schema; " + details);
  }

  static RegistryFault invalidSchema(String details) {
    return new RegistryFault(422, 42201, "Invalid schema: " + details);
  }

  static RegistryFault invalidVersion(String version) {
    return new RegistryFault(
        422,
        42202,
        "The specified version '"
            + version
            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
  }

  static RegistryFault invalidLevel(String level) {
    return new RegistryFault(
        422,
        42203,
        "Invalid compatibility level '"
            + level
            + "'. Valid values are "
            + java.util.Arrays.toString(Compatibility.values()));
  }

  static RegistryFault notPermitted(String message) {
    return new RegistryFault(422, 42205, message);
  }

  static RegistryFault unreadableBody(String message) {
    return new RegistryFault(400, 400, "The body is not the JSON object expected: " + message);
  }

  static RegistryFault storage(String message) {
    return new RegistryFault(500, 50001, "Error in the backend data store: " + message);
  }

  static RegistryFault notAnnounced(int id, String message) {
    return new RegistryFault(
        503,
        50301,
        "Schema "
            + id
            + " is stored, but the ledger has not taken note of it yet: "
            + message
            + ". Register it again.");
  }
}
