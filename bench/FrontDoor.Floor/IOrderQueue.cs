namespace PhStudio.Messaging.FrontDoor.Floor;

/// <summary>Between the door and the worker: what it takes is on the broker's disk.</summary>
internal interface IOrderQueue
{
    /// <summary>Connects.</summary>
    Task OpenAsync(IServiceProvider services);

    /// <summary>Returns when the broker has confirmed the order.</summary>
    Task PublishAsync(Order order, CancellationToken cancellationToken);

    /// <summary>Sends what comes, and acknowledges it afterwards.</summary>
    Task ConsumeAsync(TelegramCall telegram);
}
