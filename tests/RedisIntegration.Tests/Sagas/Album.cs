using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public record PhotoAdded(Guid CorrelationId, string Name);

public record AlbumClosed(Guid CorrelationId);

/// <summary>A saga whose handler takes as long as the test says.</summary>
public abstract class Album : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public List<string> Photos { get; set; } = [];
}

/// <summary>Holds every handler up until it is let go.</summary>
public sealed class Hold
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entered;

    /// <summary>Handlers that have begun, tries of one message counted each.</summary>
    public int Entered => Volatile.Read(ref _entered);

    public Task EnterAsync()
    {
        Interlocked.Increment(ref _entered);
        // A test that fails before it lets go must not hang.
        return _letGo.Task.WaitAsync(TimeSpan.FromSeconds(45));
    }

    public void LetGo() => _letGo.TrySetResult();
}

/// <typeparam name="TAlbum">The tests that measure have a type of their own, by which their figures are known.</typeparam>
public sealed class AlbumStateMachine<TAlbum> : MassTransitStateMachine<TAlbum>
    where TAlbum : Album
{
    public AlbumStateMachine(Hold hold)
    {
        InstanceState(x => x.CurrentState);

        Initially(Add(When(Added)).TransitionTo(Open), Ignore(Closed));
        During(Open, Add(When(Added)), When(Closed).Finalize());
        SetCompletedWhenFinalized();

        EventActivityBinder<TAlbum, PhotoAdded> Add(EventActivityBinder<TAlbum, PhotoAdded> added) =>
            added.ThenAsync(_ => hold.EnterAsync()).Then(x => x.Saga.Photos.Add(x.Message.Name));
    }

    public State Open { get; private set; } = null!;

    public Event<PhotoAdded> Added { get; private set; } = null!;

    public Event<AlbumClosed> Closed { get; private set; } = null!;
}
