#include "engine/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>

#include "engine/fs/name.h"
#include "engine/sqlite/counting_vfs.h"

namespace smartsync::sqlite {
namespace {

bool is_plain(char c) {
  static constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-~:";
  return kPlain.find(c) != std::string_view::npos;
}

// A file name as a URI, https://sqlite.org/uri.html: "file:///C:/x%20y" on Windows.
std::string uri_of(const std::string& path) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  const std::string name = fs::normal_slashes(path);
  std::string uri = "file:";
  if (fs::is_absolute(name)) uri += name.starts_with('/') ? "//" : "///";
  for (const char c : name) {
    if (is_plain(c)) {
      uri += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri += {'%', kHex[byte >> 4U], kHex[byte & 0xfU]};
    }
  }
  return uri;
}

int open_flags(Database::Access access) {
  switch (access) {
    case Database::Access::read:
      return SQLITE_OPEN_READONLY;
    case Database::Access::write:
      return SQLITE_OPEN_READWRITE;
    case Database::Access::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Access::immutable:
      break;
  }
  return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
}

int length_of(std::size_t size, const std::string& path) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw DatabaseError(path, SQLITE_TOOBIG, "a value is over 2 GiB");
  return static_cast<int>(size);
}

}  // namespace

DatabaseError::DatabaseError(const std::string& path, int result, const std::string& message)
    : Error("the database \"" + path + "\" cannot be used: " + message + " (" +
                std::to_string(result) + ")",
            path),
      result_(result),
      message_(message) {}

bool DatabaseError::is_busy() const {
  return primary_code(result_) == SQLITE_BUSY || primary_code(result_) == SQLITE_LOCKED;
}
bool DatabaseError::is_damaged() const {
  return primary_code(result_) == SQLITE_CORRUPT || primary_code(result_) == SQLITE_NOTADB;
}
bool DatabaseError::is_constraint() const {
  return primary_code(result_) == SQLITE_CONSTRAINT;
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Database::Database(const FileName& file, Access access, std::chrono::milliseconds wait)
    : file_(file) {
  const bool immutable = access == Access::immutable;
  const std::string name = immutable ? uri_of(file.given()) + "?immutable=1" : file.given();
  sqlite3* connection = nullptr;
  const sqlite3_vfs* vfs = counting_vfs();
  const int result =
      sqlite3_open_v2(name.c_str(), &connection, open_flags(access) | SQLITE_OPEN_EXRESCODE,
                      vfs == nullptr ? nullptr : vfs->zName);
  connection_.reset(connection);  // there is one even if it failed, for its message
  if (result != SQLITE_OK)
    throw DatabaseError(path(), result,
                        connection == nullptr ? "out of memory" : sqlite3_errmsg(connection));
  const auto most = std::chrono::milliseconds(std::numeric_limits<int>::max());
  sqlite3_busy_timeout(connection, static_cast<int>(std::min(wait, most).count()));
}

void Database::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw DatabaseError(path(), result, sqlite3_errmsg(handle()));
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v2(handle(), sql.data(), length_of(sql.size(), path()), &statement, nullptr);
  if (result != SQLITE_OK) throw DatabaseError(path(), result, sqlite3_errmsg(handle()));
  return {path(), statement};
}

std::int64_t Database::number(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(handle());
}

void Database::keep_wal_at_close() {
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::distrust_schema() {
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void Database::checkpoint() {
  const int result =
      sqlite3_wal_checkpoint_v2(handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (result != SQLITE_OK) throw DatabaseError(path(), result, sqlite3_errmsg(handle()));
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(const std::string& path, sqlite3_stmt* statement)
    : path_(path), statement_(statement) {}

void Statement::check(int result) const {
  if (result == SQLITE_OK) return;
  throw DatabaseError(path_, result, sqlite3_errmsg(sqlite3_db_handle(statement_.get())));
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value));
  return *this;
}

// A null pointer would be bound as NULL: an empty value is not.
Statement& Statement::bind(int parameter, std::string_view text) {
  check(sqlite3_bind_text(statement_.get(), parameter, text.empty() ? "" : text.data(),
                          length_of(text.size(), path_), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind(int parameter, std::span<const std::byte> blob) {
  const void* data = blob.empty() ? static_cast<const void*>("") : blob.data();
  check(sqlite3_bind_blob(statement_.get(), parameter, data, length_of(blob.size(), path_),
                          SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind(int parameter, std::nullopt_t) {
  check(sqlite3_bind_null(statement_.get(), parameter));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) {
    const std::string message = sqlite3_errmsg(sqlite3_db_handle(statement_.get()));
    sqlite3_reset(statement_.get());
    throw DatabaseError(path_, result, message);
  }
  sqlite3_reset(statement_.get());
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(statement_.get());  // a failure was told by step() already
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::span<const std::byte> Statement::blob(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

// What an error or a full disk has rolled back already is no failure of rolling back.
Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace smartsync::sqlite
