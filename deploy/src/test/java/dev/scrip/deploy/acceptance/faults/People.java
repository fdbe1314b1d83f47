package dev.scrip.deploy.acceptance.faults;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.scrip.deploy.acceptance.cluster.Jvm;
import dev.scrip.deploy.acceptance.invariants.Evidence.Heard;
import dev.scrip.projector.notify.HostileReceiver;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who want to hear of rejections and depletions: a webhook receiver that behaves badly one
 * time in ten, and a mail server. Both keep ids only, since there are many.
 */
final class People implements AutoCloseable {
  private static final String WEBHOOK = "hostile";
  private static final String MAILBOX = "ops@example.com";
  private static final double HOSTILE = 0.1;

  private final HostileReceiver receiver;
  private final GreenMail mail;
  private final Path file;
  private final String ledger;
  private final Set<String> mailed = ConcurrentHashMap.newKeySet();

  /**
   * @param folder for the file that tells the projector of them
   */
  People(Path folder, String ledger, long seed) {
    this.ledger = ledger;
    receiver = HostileReceiver.seeded(seed, HOSTILE);
    mail = new GreenMail(new ServerSetup(Jvm.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.getUserManager().setMessageDeliveryHandler(new Postman(mailed));
    mail.start();
    file = folder.resolve("notify.yaml");
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("secret"),
          "whsec_" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
      Files.writeString(
          file,
          """
          webhooks:
            - name: %s
              url: %s
              secretFile: secret
              allowPrivate: true
              timeout: PT1S
              concurrency: 8
          smtp:
            host: 127.0.0.1
            port: %d
            tls: none
            from: scrip@example.com
          emails:
            - name: mail
              to: [%s]
          schedule: [%s]
          """
              .formatted(
                  WEBHOOK,
                  receiver.address(),
                  mail.getSmtp().getPort(),
                  MAILBOX,
                  String.join(", ", Collections.nCopies(100, "PT1S"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the projector is told of them. */
  Path file() {
    return file;
  }

  /** What they heard so far. */
  Heard heard() {
    return new Heard(
        ledger,
        Map.of(WEBHOOK, receiver.taken(), "mail/" + digest(MAILBOX), Set.copyOf(mailed)),
        receiver.unstable());
  }

  /** How the projector names a mailbox, so that no address is in its log. */
  private static String digest(String address) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    receiver.close();
    mail.stop();
  }

  /** Takes every mail, and keeps its id alone. */
  private record Postman(Set<String> ids) implements MessageDeliveryHandler, GreenMailUser {
    @Override
    public GreenMailUser handle(
        MovingMessage message, com.icegreen.greenmail.mail.MailAddress address)
        throws MessagingException {
      String id = message.getMessage().getMessageID();
      ids.add(id.substring(1, id.indexOf('@')));
      return this;
    }

    @Override
    public void deliver(MovingMessage message) {
      // its id is kept already
    }

    @Override
    public void deliver(MimeMessage message) {
      // its id is kept already
    }

    @Override
    public String getEmail() {
      return MAILBOX;
    }

    @Override
    public String getLogin() {
      return MAILBOX;
    }

    @Override
    public String getPassword() {
      return "";
    }

    @Override
    public String getQualifiedMailboxName() {
      return MAILBOX;
    }

    @Override
    public void setPassword(String password) {
      // nobody logs in
    }

    @Override
    public void authenticate(String password) {
      // nobody logs in
    }

    @Override
    public void create() {
      // there is nothing to keep
    }

    @Override
    public void delete() {
      // there is nothing to keep
    }
  }
}
