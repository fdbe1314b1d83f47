package dev.scrip.deploy.acceptance.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A key of the brokers, with its certificate, and what clients trust; made by the JDK's keytool.
 */
record Tls(Path keyStore, Path trustStore) {
  static final String PASSWORD = "password-of-the-test";

  static Tls make(Path folder) {
    Path keys = folder.resolve("keys.p12");
    Path certificate = folder.resolve("brokers.pem");
    Path trusted = folder.resolve("trusted.p12");
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            "brokers",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=brokers",
            "-ext",
            "SAN=ip:127.0.0.1",
            "-validity",
            "30",
            "-keystore",
            keys.toString()));
    keytool(
        List.of(
            "-exportcert",
            "-alias",
            "brokers",
            "-rfc",
            "-keystore",
            keys.toString(),
            "-file",
            certificate.toString()));
    keytool(
        List.of(
            "-importcert",
            "-alias",
            "brokers",
            "-noprompt",
            "-keystore",
            trusted.toString(),
            "-file",
            certificate.toString()));
    return new Tls(keys, trusted);
  }

  private static void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keys are made", e);
    }
  }
}
