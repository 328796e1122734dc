using MassTransit;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>What the broker's client and MassTransit throw when the broker is unavailable, and what a refusal means for the operator.</summary>
public static partial class BrokerFailure
{
    /// <summary>
    /// True for everything that says "not now": no connection, one that closed while it was used, no answer in time, no confirmation, no queue.
    /// The client throws <see cref="ObjectDisposedException"/> where its connection went away in the middle of a call.
    /// </summary>
    public static bool IsUnavailable(Exception e) =>
        e is TransportException or MassTransit.ConnectionException or MessageReturnedException or MessageNotAcknowledgedException
            or OperationCanceledException or TimeoutException or ObjectDisposedException or RabbitMQClientException or IOException
        || (e is AggregateException many && many.InnerExceptions.Count > 0 && many.InnerExceptions.All(IsUnavailable));

    /// <summary>One sentence that says what to do where the broker refuses to do what it is asked; null where it is merely unavailable.</summary>
    /// <param name="e">What the client threw.</param>
    /// <param name="doing">What it was done to, such as <c>queue booking-decision</c>.</param>
    /// <param name="verb">What was done: <c>declare</c> or <c>read</c>.</param>
    public static string? Refusal(Exception e, string doing, string verb = "declare")
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return "the broker does not take the user and password of RABBITMQ_URL: set the right ones";
                case OperationInterruptedException { ShutdownReason: { ReplyCode: Constants.NotAllowed } reason }:
                    return $"the broker refuses the virtual host of RABBITMQ_URL ({reason.ReplyText}): make it, or give the user access to it";
                case OperationInterruptedException { ShutdownReason.ReplyCode: Constants.AccessRefused }:
                    return $"the user of RABBITMQ_URL may not {verb} {doing}: give it the right to configure, write and read there (rabbitmqctl set_permissions)";
                case OperationInterruptedException { ShutdownReason: { ReplyCode: Constants.PreconditionFailed } reason }:
                    return $"{doing} is there already with other properties ({reason.ReplyText}): move away what it holds and delete it, and it is declared again at once";
            }
        }

        return null;
    }

    /// <summary>The exchange or queue that the broker names where it does not permit something or finds other properties, with the sentence for it: the channel is closed for everything that was under way there. Null for any other failure.</summary>
    public static (string Name, string Sentence)? NamedRefusal(Exception? e)
    {
        while (e is not null and not OperationInterruptedException { ShutdownReason.ReplyCode: Constants.AccessRefused or Constants.PreconditionFailed })
        {
            e = e.InnerException;
        }

        if (e is not OperationInterruptedException { ShutdownReason.ReplyText: { } text } || Named().Match(text) is not { Success: true } named)
        {
            return null;
        }

        // Before 3.12 the broker does not say which access: an exchange is not declared where the configuration is refused, so that what comes there is published.
        var (kind, name) = (named.Groups["kind"].Value, named.Groups["name"].Value);
        var verb = named.Groups["access"].Value switch { "write" => "write to", "read" => "read", "" when kind == "exchange" => "write to", _ => "declare" };
        return Refusal(e, $"{kind} {name}", verb) is { } sentence ? (name, sentence) : null;
    }

    [GeneratedRegex("((?<access>[a-z]*) ?access to|for) (?<kind>exchange|queue) '(?<name>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
