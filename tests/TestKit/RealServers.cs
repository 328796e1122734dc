namespace PhStudio.Messaging.TestKit;

/// <summary>The Redis and RabbitMQ that <c>./test</c> starts.</summary>
public static class RealServers
{
    public static string RabbitMq => Of("TEST_RABBITMQ_URL");

    public static Uri RabbitMqManagement => new(Of("TEST_RABBITMQ_MANAGEMENT_URL"));

    public static string Redis => Of("TEST_REDIS_URL");

    private static string Of(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set: run ./test, or ./test --serve and export what it prints.");
}
