using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Webhook;
using PhStudio.Messaging.ServiceDefaults.Browsers;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>Sets and removes the webhook while everything runs. The Sender does it: it alone holds the token.</summary>
internal static class BotEndpoints
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public static void AddBot(this IHostApplicationBuilder builder)
    {
        IReadOnlySet<string> own = WebhookIntake.Address(builder) is { } address ? new HashSet<string>([address.Host], StringComparer.OrdinalIgnoreCase) : new HashSet<string>();
        builder.Services.AddSingleton(new WebhookHosts(builder.Settings().OptionalHosts("WEBHOOK_HOSTS") ?? own, builder.Settings().Flag("ALLOW_PLAIN_HTTP", fallback: false)));
    }

    public static void MapBot(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/bot/webhook", SetAsync).RequireRole(Role.Administer);
        routes.MapDelete("/bot/webhook", DeleteAsync).RequireRole(Role.Administer);
    }

    private static async Task<IResult> SetAsync(HttpRequest request, WebhookHosts hosts, WebhookSecret secret, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync<WebhookAddress>(request, cancellationToken);
        if (!Uri.TryCreate(body.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be the public https:// address of POST /webhook"] });
        }

        // Every update and its secret go there, so a key alone is not enough.
        if (!hosts.Names.Contains(url.Host))
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be on a host of WEBHOOK_HOSTS, which is the one of TELEGRAM_WEBHOOK_URL where it is unset"] });
        }

        if (url.Scheme == "http" && !hosts.AllowsPlainHttp && !PlainHttp.IsPrivate(url))
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be https:// outside this machine and private networks: everybody on the way would read every update and its secret; ALLOW_PLAIN_HTTP=true allows it"] });
        }

        // As it was parsed here, so that Telegram does not read another host in it.
        return await AskAsync(new SetBotWebhook { Url = url.AbsoluteUri }, request.HttpContext, secret, publisher, cancellationToken);
    }

    private static Task<IResult> DeleteAsync(HttpContext context, WebhookSecret secret, ConfirmedPublisher publisher, CancellationToken cancellationToken) =>
        AskAsync(new DeleteBotWebhook(), context, secret, publisher, cancellationToken);

    private static async Task<IResult> AskAsync<T>(T order, HttpContext context, WebhookSecret secret, ConfirmedPublisher publisher, CancellationToken cancellationToken) where T : class
    {
        const string Target = "webhook";
        switch (await publisher.AskAsync(order, Timeout, answers => answers.On<BotStatus>(), cancellationToken, accepted: () => AuditNote.BegunAsync(context, Target)))
        {
            case BotStatus { Error: null } status:
                AuditNote.Set(context, Target, WebhookAddressText.Of(status.WebhookBefore, secret), WebhookAddressText.Of(status.WebhookUrl ?? "", secret));
                return TypedResults.Ok(status with { WebhookSecretDigest = null, WebhookBefore = null });
            case BotStatus status:
                await AuditNote.BegunAsync(context, Target, WebhookAddressText.Of(status.WebhookBefore, secret), after: "refused");
                return TypedResults.Problem(status.Error, statusCode: StatusCodes.Status502BadGateway, title: "Telegram refused");
            default:
                throw new NoAnswerException("The Sender did not answer in time; see GET /status.");
        }
    }

    internal sealed record WebhookAddress
    {
        [Required, StringLength(2000, MinimumLength = 8)]
        public string? Url { get; init; }
    }
}

/// <summary>Where the webhook may be put.</summary>
/// <param name="Names">Host names or addresses, in no case of their own.</param>
/// <param name="AllowsPlainHttp">Also without TLS, anywhere.</param>
internal sealed record WebhookHosts(IReadOnlySet<string> Names, bool AllowsPlainHttp);
