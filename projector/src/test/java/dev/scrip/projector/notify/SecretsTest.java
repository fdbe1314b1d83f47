package dev.scrip.projector.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.scrip.projector.notify.HostileReceiver.Mood;
import dev.scrip.projector.notify.NotifyConfig.Smtp;
import dev.scrip.projector.notify.NotifyConfig.Tls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks for secrets in everything that is logged, by whomever, down to level DEBUG. */
class SecretsTest {
  private static final String KEY = "canaryCanaryCanaryCanaryCanaryCa";
  private static final String PASSWORD = "smtp-canary-pass";

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private Level level;
  private Map<String, Appender> others;

  private final AbstractAppender appender =
      new AbstractAppender("canary", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          // The mail server of the test writes down the whole conversation.
          if (!event.getLoggerName().startsWith("com.icegreen")) {
            logged.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
          }
        }
      };

  @BeforeEach
  void listen() {
    level = root.getLevel();
    others = root.getAppenders();
    others.keySet().forEach(root::removeAppender);
    appender.start();
    root.addAppender(appender, Level.DEBUG, null);
    root.setLevel(Level.DEBUG);
    context.updateLoggers();
  }

  @AfterEach
  void deafen() {
    root.removeAppender("canary");
    others.values().forEach(other -> root.addAppender(other, null, null));
    root.setLevel(level);
    context.updateLoggers();
  }

  @Test
  void shouldLogNoSecretOfWebhooks() throws Exception {
    for (Mood mood : List.of(Mood.CALM, Mood.BROKEN, Mood.SILENT, Mood.BREAKING_OFF)) {
      try (HostileReceiver receiver = new HostileReceiver((number, id) -> mood);
          WebhookSender sender = sender(receiver.address(), true)) {
        Outcome outcome = sender.send(Examples.depleted(), "evt_1");

        assertEquals(mood == Mood.CALM, outcome instanceof Outcome.Delivered, outcome.toString());
        assertFalse(outcome.toString().contains("url-canary"), outcome.toString());
      }
    }
    assertNothingLeaked();
  }

  @Test
  void shouldNotConnectToThisMachineUnlessAllowed() throws Exception {
    try (HostileReceiver receiver = HostileReceiver.calm()) {
      for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
        URI address = URI.create("http://" + host + ":" + receiver.address().getPort() + "/");
        try (WebhookSender sender = sender(address, false)) {
          Outcome outcome = sender.send(Examples.depleted(), "evt_1");

          assertTrue(outcome.error().contains("expected a public address"), host + outcome);
        }
      }
      assertEquals(List.of(), receiver.hits());
    }
  }

  @Test
  void shouldLogNoPasswordOfMail() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.start();
    try {
      server.setUser("scrip@example.com", "scrip", PASSWORD);
      for (String password : List.of(PASSWORD, PASSWORD + "-wrong")) {
        Smtp smtp =
            new Smtp(
                "127.0.0.1",
                server.getSmtp().getPort(),
                Tls.NONE,
                "scrip",
                password,
                "scrip@example.com");
        EmailSender sender =
            new EmailSender(
                new Receiver.Email("ops/1", "ops@example.com", EventFilter.ALL, 1), smtp, Map.of());

        Outcome outcome = sender.send(Examples.depleted(), "evt_1");

        assertEquals(
            password.equals(PASSWORD), outcome instanceof Outcome.Delivered, outcome.toString());
        assertFalse(
            outcome instanceof Outcome.Refused, "our credentials are not the message's fault");
        assertFalse((smtp + outcome.toString()).contains(PASSWORD));
      }
    } finally {
      server.stop();
    }
    assertNothingLeaked();
  }

  private static WebhookSender sender(URI address, boolean allowPrivate) {
    Receiver.Webhook webhook =
        new Receiver.Webhook(
            "local",
            address,
            List.of("whsec_" + KEY),
            EventFilter.ALL,
            allowPrivate,
            Duration.ofSeconds(5),
            1);
    assertFalse(webhook.toString().contains("anary"), webhook.toString());
    return new WebhookSender(webhook, InstantSource.system());
  }

  private void assertNothingLeaked() {
    LogManager.getLogger(SecretsTest.class).debug("the end");
    assertFalse(logged.isEmpty(), "nothing was logged at all: the test does not listen");
    String encoded =
        Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.US_ASCII));
    for (String line : logged) {
      assertFalse(
          line.contains(KEY)
              || line.contains(PASSWORD)
              || line.contains(encoded)
              || line.contains("url-canary"),
          line);
    }
  }
}
