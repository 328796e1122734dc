using Microsoft.AspNetCore.Components;
using PhStudio.Messaging.WebConsole.Calls;
using PhStudio.Messaging.WebConsole.Platform;

namespace PhStudio.Messaging.WebConsole.Shell;

/// <summary>
/// A page that shows what the Gateway answers. It asks when its address changes and, where it says so, again and again; while the Gateway lacks something it says what, keeps what it
/// had, and goes on by itself.
/// </summary>
public abstract class ConsolePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _left = new();
    private string? _shown;
    private Task _asking = Task.CompletedTask;
    private Task _asked = Task.CompletedTask;
    private bool _isAskingOlder;

    [Inject]
    private protected GatewayClient Gateway { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    /// <summary>Whose page it is.</summary>
    [CascadingParameter]
    public Operator Key { get; set; } = default!;

    /// <summary>Why what is asked for is not shown; null where it is.</summary>
    protected Problem? Problem { get; private set; }

    /// <summary>True until the first answer for this address.</summary>
    protected bool IsEmpty { get; private set; } = true;

    /// <summary>True where it was answered and nothing is wrong.</summary>
    protected bool IsAnswered => !IsEmpty && Problem is null;

    /// <summary>True where older ones were asked for. What is shown then does not change by itself.</summary>
    protected bool IsDeep { get; private set; }

    /// <summary>True while what was pressed is under way.</summary>
    protected bool IsBusy { get; set; }

    /// <summary>How often the page asks again by itself; null for not.</summary>
    protected virtual TimeSpan? Refresh => null;

    /// <summary>Asks, and keeps what was answered; returns the refusal, if any.</summary>
    protected abstract Task<Problem?> LoadAsync();

    /// <summary>Puts the filters of a new address into the fields. What is asked again under the same address leaves them: somebody may be typing.</summary>
    protected virtual void Fill()
    {
    }

    /// <summary>Asks for what is behind the last that is shown, and adds it; returns the refusal, if any.</summary>
    protected virtual Task<Problem?> LoadOlderAsync() => Task.FromResult<Problem?>(null);

    /// <summary>Does what was pressed. A second press meanwhile does nothing: it would be done twice.</summary>
    protected async Task OnceAsync(Func<Task> act)
    {
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;
        try
        {
            await act();
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Asks now.</summary>
    protected async Task ReloadAsync()
    {
        IsDeep = false;
        Problem = await InTurnAsync(LoadAsync);
        IsEmpty = false;
        StateHasChanged();
    }

    /// <summary>Shows older ones too. Pressed again meanwhile it does nothing: the same ones would be there twice.</summary>
    protected async Task OlderAsync()
    {
        if (_isAskingOlder)
        {
            return;
        }

        (_isAskingOlder, IsDeep) = (true, true);
        try
        {
            Problem = await InTurnAsync(LoadOlderAsync);
        }
        finally
        {
            _isAskingOlder = false;
        }

        StateHasChanged();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Navigation.Uri)
        {
            return;
        }

        _shown = Navigation.Uri;
        Fill();
        await ShowAnewAsync();
        if (_asking.IsCompleted)
        {
            _asking = AskAgainAsync();
        }
    }

    /// <summary>
    /// Changes the address to one with other filters: what is shown can be kept as a link, and stands there again after a restart. Where it is the present address nothing would change: then it asks again.
    /// </summary>
    protected Task ShowAsync(string address)
    {
        if (Navigation.ToAbsoluteUri(address).AbsoluteUri == Navigation.Uri)
        {
            return ShowAnewAsync();
        }

        Navigation.NavigateTo(address);
        return Task.CompletedTask;
    }

    private Task ShowAnewAsync()
    {
        IsEmpty = true;
        Gateway.Touch();
        return ReloadAsync();
    }

    // One after the other: what is read again takes the place of the list that older ones are added to.
    private async Task<Problem?> InTurnAsync(Func<Task<Problem?>> ask)
    {
        var (before, done) = (_asked, new TaskCompletionSource());
        _asked = done.Task;
        await before;
        try
        {
            return await ask();
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task AskAgainAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Problem is { IsOutage: true } ? AfterOutage : Refresh ?? AfterOutage, Time, _left.Token);
                if (Problem is { IsOutage: true } || (Refresh is not null && !IsDeep))
                {
                    await InvokeAsync(IsDeep ? OlderAsync : ReloadAsync);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        GC.SuppressFinalize(this);
    }
}
