package dev.scrip.projector.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyFileTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  @TempDir Path folder;

  private NotifyConfig read(String yaml) throws IOException {
    Path file = folder.resolve("notify.yaml");
    Files.writeString(file, yaml);
    return NotifyFile.read(file, Map.of("HOOK", SECRET, "BAD", "whsec_canary"));
  }

  private List<String> faults(String yaml) {
    return assertThrows(IllegalArgumentException.class, () -> read(yaml))
        .getMessage()
        .lines()
        .skip(1)
        .map(String::strip)
        .toList();
  }

  @Test
  void shouldReadAWebhookWithEverything() throws IOException {
    NotifyConfig config =
        read(
            """
            webhooks:
              - name: local
                url: http://127.0.0.1:9/x
                secretEnv: HOOK
                events: rejection
                wallets: [a*]
                allowPrivate: true
                timeout: PT3S
                concurrency: 2
            schedule: [PT1S, PT2S]
            firstLookBack: PT1H
            scratch: here
            """);

    Receiver.Webhook webhook = (Receiver.Webhook) config.receivers().getFirst();
    assertEquals(List.of(SECRET), webhook.secrets());
    assertEquals(new EventFilter(List.of("rejection"), List.of("a*")), webhook.filter());
    assertEquals(Duration.ofSeconds(3), webhook.timeout());
    assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), config.schedule().delays());
    assertEquals(folder.resolve("here"), config.scratch());
    assertFalse(config.toString().contains("MfKQ9r8"), config.toString());
  }

  @Test
  void shouldTellNobodyWhereTheFileIsEmpty() throws IOException {
    assertEquals(NotifyConfig.none(), read(""));
  }

  @Test
  void shouldTellAllFaultsAtOnceEachAtItsPlace() {
    List<String> faults =
        faults(
            """
            webhoks: []
            webhooks:
              - name: one
                url: http://example.com/?token=canary
                secretEnv: BAD
                events: [depletion.depleeted]
              - name: one
                url: https://user:canary@example.com
                secretFile: nowhere
                timeout: 5 seconds
            emails:
              - name: owners
                to: [nobody]
            schedule: [PT-5S]
            contacts: {ana: not an address}
            """);

    assertEquals(12, faults.size(), faults.toString());
    for (String expected :
        List.of(
            "notify.yaml:1:1: webhoks: unknown key: did you mean 'webhooks'?",
            "notify.yaml:4:10: webhooks[0].url: expected https:// (http:// only to this machine),",
            "notify.yaml:5:16: webhooks[0].secretEnv: expected whsec_ and the base64 of 24 to 64",
            "notify.yaml:7:11: webhooks[1].name: expected a name of its own, found one",
            "notify.yaml:8:10: webhooks[1].url: expected a URL with a host, and without user,",
            "notify.yaml:9:17: webhooks[1].secretFile: expected a file that can be read, found",
            "notify.yaml:13:9: emails[0].to: expected an address or the word contact, found nobody",
            "notify.yaml:12:3: emails: expected a mail server to send them by: add smtp:",
            "notify.yaml:14:11: schedule: expected a time span of at most PT168H such as PT5S,",
            "notify.yaml:15:17: contacts.ana: expected an address like ana@example.com, found")) {
      assertTrue(
          faults.stream().anyMatch(fault -> fault.startsWith(expected)),
          expected + " in " + faults);
    }
    assertTrue(faults.stream().noneMatch(fault -> fault.contains("canary")), faults.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, true",
    "93.184.216.34, true",
    "2606:4700::1111, true",
    "127.0.0.1, false",
    "0.0.0.0, false",
    "10.1.2.3, false",
    "172.16.0.1, false",
    "192.168.1.1, false",
    "169.254.169.254, false",
    "100.64.0.1, false",
    "192.0.0.1, false",
    "198.18.0.1, false",
    "224.0.0.1, false",
    "255.255.255.255, false",
    "::1, false",
    "::, false",
    "fe80::1, false",
    "fd00::1, false",
    "ff02::1, false",
    "64:ff9b::a00:1, false",
    "2002:a00:1::, false",
    "2001:db8::1, false",
    "::ffff:10.0.0.1, false"
  })
  void shouldKnowPublicAddresses(String address, boolean expected) throws Exception {
    assertEquals(expected, Guard.isPublic(InetAddress.getByName(address)));
    assertEquals(expected, new Guard(false).allowsLiteral(address));
    assertTrue(new Guard(true).allowsLiteral(address));
  }
}
