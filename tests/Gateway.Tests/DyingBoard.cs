using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A board that goes away right after it wrote an operator's choice.</summary>
internal sealed class DyingBoard(IAcceptedContent contents) : ChangedBoard(contents)
{
    public override async Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen)
    {
        await base.ResolveAsync(unknown, chosen);
        throw new TimeoutException();
    }
}
