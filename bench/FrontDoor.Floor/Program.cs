using PhStudio.Messaging.FrontDoor.Floor;

// What the front door's way costs with everything of ours left out: an HTTP door, a durable quorum queue with confirmed writes, a call to Telegram. No check, no template, no
// limits, no ledger, no facts, no log, no telemetry. FLOOR_ROLE is door or worker, FLOOR_BUS is masstransit or client (RabbitMQ.Client alone).
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var telegram = new TelegramCall(new Uri(Setting("TELEGRAM_API_BASE_URL")), Setting("TELEGRAM_BOT_TOKEN"));
var broker = new Uri(Setting("RABBITMQ_URL"));
var isDoor = Setting("FLOOR_ROLE") == "door";
IOrderQueue queue = Setting("FLOOR_BUS") == "client" ? new ClientQueue(broker) : new MassTransitQueue(builder, broker, isDoor ? null : telegram);

await using var app = builder.Build();
var isReady = false;
app.MapGet("/health/ready", () => isReady ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
if (isDoor)
{
    app.MapPost("/send", async (Order order, CancellationToken cancellationToken) =>
    {
        await queue.PublishAsync(order, cancellationToken);
        return Results.Accepted();
    });
}

await app.StartAsync();
await queue.OpenAsync(app.Services);
if (!isDoor)
{
    await queue.ConsumeAsync(telegram);
}

isReady = true;
await app.WaitForShutdownAsync();

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set; bench/frontdoor --floors yes starts this.");
