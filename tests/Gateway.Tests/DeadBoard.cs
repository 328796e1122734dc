using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A board that is away when an operator's choice is to be written.</summary>
internal sealed class DeadBoard(IAcceptedContent contents) : ChangedBoard(contents)
{
    public override Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen) => throw new TimeoutException();
}
