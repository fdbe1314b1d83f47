package dev.scrip.projector.notify;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/**
 * Sends events as e-mail to one recipient. An answer of the server that refuses this message for
 * good ends its attempts; a server that is away or refuses our credentials does not.
 */
final class EmailSender implements Sender {
  private final Receiver.Email receiver;
  private final NotifyConfig.Smtp smtp;
  private final Map<String, String> contacts;
  private final Mailer mailer;

  EmailSender(Receiver.Email receiver, NotifyConfig.Smtp smtp, Map<String, String> contacts) {
    this.receiver = receiver;
    this.smtp = smtp;
    this.contacts = Map.copyOf(contacts);
    this.mailer = mailer(smtp, receiver.timeout());
  }

  private static Mailer mailer(NotifyConfig.Smtp smtp, Duration timeout) {
    String user = smtp.user().isEmpty() ? null : smtp.user();
    String password = smtp.user().isEmpty() ? null : smtp.password();
    return MailerBuilder.withSMTPServer(smtp.host(), smtp.port(), user, password)
        .withTransportStrategy(
            switch (smtp.tls()) {
              case NONE -> TransportStrategy.SMTP;
              case STARTTLS -> TransportStrategy.SMTP_TLS;
              case TLS -> TransportStrategy.SMTPS;
            })
        .withProperty(
            "mail.smtp.starttls.enable", Boolean.toString(smtp.tls() != NotifyConfig.Tls.NONE))
        // The library would take any certificate: whoever stands between could read along.
        .trustingAllHosts(false)
        .verifyingServerIdentity(true)
        .withSessionTimeout(Math.toIntExact(timeout.toMillis()))
        .buildMailer();
  }

  @Override
  public Outcome send(Event event, String messageId) throws InterruptedException {
    String to =
        receiver.to().equals(Receiver.Email.CONTACT) ? contacts.get(event.wallet()) : receiver.to();
    if (to == null) {
      return new Outcome.Skipped("the configuration has no contact for this wallet");
    }
    try {
      mailer.sendMail(email(event, messageId, to), false).join();
      return new Outcome.Delivered(250);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the process ends");
      }
      return outcome(e, to);
    }
  }

  private Email email(Event event, String messageId, String to) {
    Letter letter = Letter.of(event);
    String domain = smtp.from().substring(smtp.from().lastIndexOf('@') + 1).replace(">", "");
    return EmailBuilder.startingBlank()
        .fixingMessageId("<" + messageId + "@" + domain + ">")
        .from(smtp.from())
        .to(to)
        .withSubject(letter.subject())
        .withPlainText(letter.text())
        .withHTMLText(letter.html())
        // So that out-of-office replies stay away.
        .withHeader("Auto-Submitted", "auto-generated")
        .buildEmail();
  }

  /** Addresses stay out of the log: a server's answer often repeats them. */
  private Outcome outcome(Throwable failure, String to) {
    int code = code(failure);
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = last.getMessage() == null ? "" : ": " + last.getMessage();
    String error =
        Outcome.brief((last.getClass().getSimpleName() + message).replace(to, "(the recipient)"));
    return code >= 500 ? new Outcome.Refused(code, error) : new Outcome.Failed(code, error);
  }

  /** The server's reply to this message, or 0; that our credentials are refused is none. */
  private static int code(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> 0;
      case AuthenticationFailedException _ -> 0;
      case SMTPAddressFailedException e -> e.getReturnCode();
      case SMTPSenderFailedException e -> e.getReturnCode();
      case SMTPSendFailedException e -> {
        // The reply to one recipient says more than the failure of the whole.
        int nested = code(e.getNextException());
        yield nested == 0 ? e.getReturnCode() : nested;
      }
      case MessagingException e when e.getNextException() != null -> code(e.getNextException());
      default -> failure.getCause() == null ? 0 : code(failure.getCause());
    };
  }
}
