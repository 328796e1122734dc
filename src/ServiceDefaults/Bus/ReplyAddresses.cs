using System.Text.RegularExpressions;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Where an answer, or a fault in its place, may be sent. On RabbitMQ the address of an answer is declared before it is used, on the channel that the queue is
/// consumed on: one that the broker refuses to declare (another exchange's name, another type) closes that channel each time, and the queue stands still.
/// So only addresses of our own buses' queues are accepted. Everything else is refused when the message is read.
/// </summary>
internal static partial class ReplyAddresses
{
    // RabbitMQ's own names, and the platform's (infra/rabbitmq/definitions.json): our users may declare neither.
    private const string Others = @"\A(?:amq\.|platform-)";

    /// <summary>Throws <see cref="InvalidMessageException"/> where an answer or a fault would go to an address that is not one of our buses'.</summary>
    public static void Demand(ReceiveContext received, MessageContext message)
    {
        // In memory nothing comes from outside this process.
        if (!received.TryGetPayload<RabbitMqBasicConsumeContext>(out _))
        {
            return;
        }

        Demand("response", () => message.ResponseAddress);
        Demand("fault", () => message.FaultAddress);
    }

    /// <summary>True for the address of a bus's own queue, such as <c>rabbitmq://broker/studio/host_Gateway_bus_gbeoyyyjkbfiizsebdxw531qgy?temporary=true</c>.</summary>
    public static bool IsOurs(Uri address) => address.IsAbsoluteUri && address.Scheme is "rabbitmq" or "rabbitmqs"
        && address.Query == "?temporary=true" && BusQueue().IsMatch(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]);

    /// <summary>The name for a bus's own queue in place of the library's, which begins with the machine's: null, but where that begins as names do that our users may not declare.</summary>
    public static string? NameOfBus(string usual) => OthersQueue().IsMatch(usual) ? $"host-{usual}" : null;

    private static void Demand(string kind, Func<Uri?> read)
    {
        Uri? address;
        try
        {
            address = read();
        }
        catch (UriFormatException)
        {
            throw new InvalidMessageException($"The {kind} address is no address.");
        }

        if (address is not null && !IsOurs(address))
        {
            throw new InvalidMessageException($"The {kind} address is not one that this system gives: nothing is answered there.");
        }
    }

    [GeneratedRegex(Others)]
    private static partial Regex OthersQueue();

    [GeneratedRegex("(?!" + Others + @")\A[A-Za-z0-9._-]{1,200}_bus_[a-z0-9]{26}\z")]
    private static partial Regex BusQueue();
}
