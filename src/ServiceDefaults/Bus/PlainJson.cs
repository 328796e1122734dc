using MassTransit;
using MassTransit.Serialization;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Tells in which form a message came.</summary>
public static class PlainJson
{
    /// <summary>True for JSON without an envelope, which none of our services writes.</summary>
    public static bool IsPlainJson(this ConsumeContext context) => context.SerializerContext is SystemTextJsonRawSerializerContext;
}
