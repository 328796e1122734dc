using Serilog.Core;
using Serilog.Events;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// What the host logs of a start that failed: the failure, which <see cref="ServiceHost"/> tells in a sentence or the runtime with its trace, and that its
/// background services were cancelled. On the console all of it would stand between the operator and that sentence.
/// </summary>
internal sealed class FailedStart
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool _isOver;

    /// <summary>True for a line of it. The lines come in their order.</summary>
    public bool IsToldBy(LogEvent line)
    {
        if (!line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) || source is not ScalarValue { Value: Host })
        {
            return false;
        }

        var isFailure = line.MessageTemplate.Text == "Hosting failed to start";
        _isOver |= isFailure;
        return isFailure || (_isOver && line.Exception is OperationCanceledException);
    }
}
