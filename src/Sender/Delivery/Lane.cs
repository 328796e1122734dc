using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>One of the lanes, as a type: each has a consumer and so a queue of its own.</summary>
internal interface ILane
{
    static abstract Priority Priority { get; }
}

internal sealed class CriticalLane : ILane
{
    public static Priority Priority => Priority.Critical;
}

internal sealed class HighLane : ILane
{
    public static Priority Priority => Priority.High;
}

internal sealed class NormalLane : ILane
{
    public static Priority Priority => Priority.Normal;
}

internal sealed class LowLane : ILane
{
    public static Priority Priority => Priority.Low;
}

/// <summary>All lanes: one for each priority.</summary>
internal static class Lanes
{
    /// <summary>Registers the consumer of each.</summary>
    public static void AddTo(IBusRegistrationConfigurator bus)
    {
        foreach (var priority in Enum.GetValues<Priority>())
        {
            Adding(priority)(bus);
        }
    }

    // A priority without a lane does not compile.
    private static Action<IBusRegistrationConfigurator> Adding(Priority priority) => priority switch
    {
        Priority.Critical => Add<CriticalLane>,
        Priority.High => Add<HighLane>,
        Priority.Normal => Add<NormalLane>,
        Priority.Low => Add<LowLane>,
    };

    private static void Add<TLane>(IBusRegistrationConfigurator bus) where TLane : ILane => bus.AddConsumer<SendMessageConsumer<TLane>, LaneDefinition<TLane>>();
}
