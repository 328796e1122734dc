using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Commands;

/// <summary>/status says what is wrong, in the reader's words, also when that is the store which it would read.</summary>
public sealed class StatusTests
{
    [Theory]
    [InlineData("open", "ru", "Telegram часто отказывает: отправка приостановлена")]
    [InlineData("open", "en", "Telegram fails too often: sending is paused")]
    public async Task An_open_circuit_is_not_well(string circuit, string language, string problem)
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddSingleton(new BotStatus { Connected = true, Updates = "polling", Circuit = circuit }).AddConsumerOfStatus());

        await app.BringAsync(Telegram.Text("/status", language: language));

        Assert.Equal((false, problem), await AnswerAsync(app));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public async Task An_old_complaint_of_Telegram_is_no_news(int minutesAgo, bool healthy)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero));
        await using var app = await ProcessorApp.StartAtAsync(clock, bus => bus
            .AddSingleton(new BotStatus { Connected = true, Updates = "webhook", LastWebhookError = "Wrong response from the webhook: 502 Bad Gateway", LastWebhookErrorAt = clock.GetUtcNow().AddMinutes(-minutesAgo) }).AddConsumerOfStatus());

        await app.BringAsync(Telegram.Text("/status"));

        Assert.Equal((healthy, healthy ? null : "Telegram не смог доставить обновление (подробности оператору: GET /status)"), await AnswerAsync(app));
    }

    [Fact]
    public async Task What_the_Sender_says_in_English_is_said_in_the_readers_words()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus
            .AddSingleton(new BotStatus { Connected = false, Updates = "polling", Error = "Telegram does not know the bot token: TELEGRAM_BOT_TOKEN must be the one that BotFather gave" }).AddConsumerOfStatus());

        await app.BringAsync(Telegram.Text("/status"));

        Assert.Equal((false, "Telegram не отвечает боту или не признаёт его токен (подробности оператору: GET /status)"), await AnswerAsync(app));
    }

    [Fact]
    public async Task While_Redis_is_away_it_says_so()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus
            .AddSingleton(new BotStatus { Connected = true, Updates = "polling" }).AddConsumerOfStatus()
            .AddSingleton<ISeenUpdates, Away>().AddSingleton<IBookingLists, Away>().AddSingleton<ISessions, Away>());

        await app.BringAsync(Telegram.Text("/status"));

        Assert.Equal((false, "База Redis не отвечает"), await AnswerAsync(app));
    }

    [Fact]
    public async Task A_Sender_that_cannot_say_how_it_is_is_not_well_and_the_command_is_answered()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<Faulty>());
        app.Errors.Expect("Redis does not answer.");

        await app.BringAsync(Telegram.Text("/status"));

        Assert.Equal((false, "Служба отправки не отвечает: сообщения ждут"), await AnswerAsync(app));
    }

    [Fact]
    public async Task Queues_that_cannot_be_read_are_no_queues_without_failures()
    {
        var nobody = new QueueDepths(RabbitMqAddress.Parse($"amqp://guest:guest@127.0.0.1:{FreePort.Next()}/"), Routes.Queues());
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddSingleton(nobody).AddSingleton(new BotStatus { Connected = true, Updates = "polling" }).AddConsumerOfStatus());

        await app.BringAsync(Telegram.Text("/status"));

        Assert.Equal((false, "Брокер не говорит, есть ли недоставленные сообщения"), await AnswerAsync(app));
    }

    private sealed class Faulty : IConsumer<GetBotStatus>
    {
        public Task Consume(ConsumeContext<GetBotStatus> context) => throw new InvalidOperationException("Redis does not answer.");
    }

    private static async Task<(bool, string?)> AnswerAsync(ProcessorApp app)
    {
        var values = (await app.PublishesAsync<SendMessage>(m => m.Template == "command_status", "the answer")).Values!;
        return (values["healthy"].GetBoolean(), values.TryGetValue("problem", out var problem) ? problem.GetString() : null);
    }

    private sealed class Away : ISeenUpdates, IBookingLists, ISessions
    {
        private static TimeoutException Exception => new("Redis does not answer.");

        public Task<bool> ContainsAsync(long updateId) => throw Exception;

        public Task AddAsync(long updateId, TimeSpan? memory = null) => throw Exception;

        public Task PutAsync(BookingListed booking) => throw Exception;

        public Task RemoveAsync(Guid booking) => throw Exception;

        public Task<IReadOnlyList<Guid>> OpenAsync() => throw Exception;

        public Task<IReadOnlyList<Guid>> OnAsync(DateOnly day) => throw Exception;

        public Task<Session> GetAsync(string chatId, long userId) => throw Exception;

        public Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change) => throw Exception;

        public Task ForgetAsync(string chatId, long userId) => throw Exception;
    }
}

/// <summary>Stands in for the Sender, with the status that the test gave.</summary>
public sealed class ToldStatus(BotStatus status) : IConsumer<GetBotStatus>
{
    public Task Consume(ConsumeContext<GetBotStatus> context) => context.RespondAsync(status);
}

internal static class ToldStatusRegistration
{
    public static IServiceCollection AddConsumerOfStatus(this IServiceCollection services)
    {
        ((IBusRegistrationConfigurator)services).AddConsumer<ToldStatus>();
        return services;
    }
}
